// Sends three requests at once on one connection.

const net = require('node:net')

const { hostname, port } = new URL(process.argv[2])
const socket = net.connect(Number(port), hostname, () => {
  const request = (path, close) =>
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${close ? 'Connection: close\r\n' : ''}\r\n`
  socket.write(request('/slow') + request('/fast') + request('/slow', true))
})
let text = ''
socket.setEncoding('utf8').on('data', chunk => {
  text += chunk
})
socket.on('end', () => {
  const statuses = text.match(/HTTP\/1\.1 \d{3}/g) ?? []
  console.log(statuses.join(', '))
  if (statuses.length !== 3) process.exitCode = 1
})
