// Asks the server at the address given, over HTTP/2.

const http2 = require('node:http2')

const session = http2.connect(process.argv[2])
const request = session.request({ ':path': '/status/fax' })
request.setEncoding('utf8')
request.on('response', headers => console.log(headers[':status']))
request.on('data', text => console.log(text.trim()))
request.on('error', error => console.log(error.code))
request.on('close', () => session.close())
session.on('error', error => console.log(error.code))
