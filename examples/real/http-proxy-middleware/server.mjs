import { Agent } from 'node:http'
import express from 'express'
import { createProxyMiddleware, responseInterceptor } from 'http-proxy-middleware'

const app = express()

app.use(
  createProxyMiddleware({
    target: process.env.UPSTREAM,
    agent: new Agent({ keepAlive: true }),
    selfHandleResponse: true,
    on: {
      proxyRes: responseInterceptor(async buffer => buffer.toString('utf8').replace('Hello', 'Goodbye')),
    },
  }),
)

app.listen(3000)
