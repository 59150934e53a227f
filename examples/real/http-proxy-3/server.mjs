import { createProxyServer } from 'http-proxy-3'

const proxy = createProxyServer({ target: process.env.UPSTREAM })

// As its README has it.
proxy.on('error', (_err, _req, res) => {
  res.writeHead(500, { 'Content-Type': 'text/plain' })
  res.end('Something went wrong. And we are reporting a custom error message.')
})

proxy.listen(8005)
