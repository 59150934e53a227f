exports.tellClient = function tellClient(error, _req, res, _next) {
  res.status(500).json({ error: 'something went wrong' }) // second
}
