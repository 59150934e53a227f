// Responds to one request twice, and hands on the error that Node throws for the second response.
const http = require('node:http')

/** @returns the error, and the lines at which it responds. */
module.exports = function respondTwice() {
  return new Promise(resolve => {
    const server = http.createServer(function show(_req, res) {
      res.end('first') // first
      try {
        res.setHeader('X-Second', '1') // second
      } catch (error) {
        resolve(error)
      }
    })
    server.listen(0, () =>
      http.get({ port: server.address().port, path: '/company?secret' }, res =>
        res.resume().on('end', () => server.close()),
      ),
    )
  })
}
