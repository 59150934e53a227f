module.exports = function notFound(_req, res) {
  res.writeHead(404, { 'Content-Type': 'text/plain' }) // second
  res.end('There is nothing here.\n')
}
