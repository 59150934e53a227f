const downloads = new Map()

exports.show = function show(req, res) {
  res.type('text').send(`Invoice ${req.params.id}\nTotal: 120 EUR\n`) // first
  const { times } = downloads.get(req.user.sub)
  downloads.set(req.user.sub, { times: times + 1 })
}
