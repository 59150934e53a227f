const http = require('node:http')
const createHandler = require('github-webhook-handler')

const handler = createHandler({ path: '/webhook', secret: 'myhashsecret' })

// As its README has it.
http
  .createServer((req, res) => {
    handler(req, res, _err => {
      res.statusCode = 404
      res.end('no such location')
    })
  })
  .listen(7777)

handler.on('error', err => console.error('Error:', err.message))
handler.on('push', ({ payload }) => console.log('Received a push event for %s', payload.repository.name))
