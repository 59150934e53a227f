// Asks over HTTP/2 and takes what is pushed.

const http2 = require('node:http2')

const session = http2.connect(process.argv[2])
session.on('stream', stream => stream.resume())
const request = session.request({ ':path': '/' })
request.on('response', headers => console.log(headers[':status']))
request.resume().on('close', () => session.close())
