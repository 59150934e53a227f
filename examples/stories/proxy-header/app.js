// A gateway that asks who the caller is and tells the service behind it in a header. The look-up became asynchronous; the proxy
// has sent its request's head when the answer comes.
//
// request: POST /orders {"item":"lamp"}
// cause: outgoing-request

const http = require('node:http')
const { createProxyServer } = require('http-proxy')
const sessions = require('./sessions')

const service = http.createServer((req, res) => {
  req.resume().on('end', () => res.end(`hello ${req.headers['x-user'] ?? 'stranger'}\n`))
})
const proxy = createProxyServer({ agent: new http.Agent({ keepAlive: true }) })

proxy.on('proxyReq', async function nameUser(proxyReq, req) {
  const user = await sessions.userOf(req) // first
  proxyReq.setHeader('X-User', user.name) // second
})

service.listen(0, () => {
  const target = `http://localhost:${service.address().port}`
  const server = http.createServer((req, res) => proxy.web(req, res, { target }))
  server.listen(process.env.PORT || 3000, () => {
    console.log(`listening on http://localhost:${server.address().port}`)
  })
})
