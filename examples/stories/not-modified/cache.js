const pages = new Map()

exports.cache = function cache(req, res, next) {
  const page = pages.get(req.path)
  res.locals.keep = page => pages.set(req.path, page)
  if (page !== undefined) {
    res.send(page) // first
    if (res.statusCode !== 304) return
  }
  next()
}
