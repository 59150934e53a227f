const { createServer } = require('node:http')
const next = require('next')

const app = next({ dev: true })
const handle = app.getRequestHandler()

app.prepare().then(() => {
  createServer(async (req, res) => {
    await handle(req, res)
    res.setHeader('X-Served-By', 'custom server')
  }).listen(3000)
})
