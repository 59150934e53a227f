// Asks over HTTP/2 and tells the heads that come.

const http2 = require('node:http2')

const session = http2.connect(process.argv[2])
const request = session.request({ ':path': '/' })
for (const event of ['headers', 'response', 'trailers'])
  request.on(event, headers => console.log(event, headers[':status'] ?? Object.keys(headers)))
request.resume().on('close', () => session.close())
