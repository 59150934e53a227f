module.exports = function notFound(req, res) {
  res.status(404).send({ error: `there is no ${req.path}` }) // second
}
