// A gateway that tells the service behind it who the caller is: it finds that out first, and sets the header before the proxy
// sends anything.
//
// request: POST /orders {"item":"lamp"}

const http = require('node:http')
const { setTimeout: sleep } = require('node:timers/promises')
const { createProxyServer } = require('http-proxy')

const service = http.createServer((req, res) => {
  req.resume().on('end', () => res.end(`hello ${req.headers['x-user'] ?? 'stranger'}\n`))
})
const proxy = createProxyServer()

proxy.on('proxyReq', (proxyReq, req) => proxyReq.setHeader('X-User', req.user))

service.listen(0, () => {
  const target = `http://localhost:${service.address().port}`
  const server = http.createServer(async (req, res) => {
    req.user = await sleep(10, 'ada')
    proxy.web(req, res, { target })
  })
  server.listen(process.env.PORT || 3000, () => {
    console.log(`listening on http://localhost:${server.address().port}`)
  })
})
