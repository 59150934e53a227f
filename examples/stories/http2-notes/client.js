// Keeps a note at the address given, over HTTP/2, and fails where there is no whole response: how a connection breaks varies.

const http2 = require('node:http2')

process.exitCode = 1
const session = http2.connect(process.argv[2])
const request = session.request({ ':method': 'POST', ':path': '/notes' })
let answered = false
request.on('response', headers => {
  answered = true
  console.log(headers[':status'])
})
request.resume().on('end', () => {
  if (answered) process.exitCode = 0
})
request.on('error', () => {})
request.on('close', () => session.close())
session.on('error', () => {})
request.end('{"text":"Buy a lamp."}')
