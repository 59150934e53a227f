// A link shortener on nothing but `node:http`. The page "one moment" was to be shown while the link is looked up, but a
// response is one answer: the redirect comes when it has been given.
//
// request: GET /l/home
// cause: parallel-paths

const http = require('node:http')
const { readFile } = require('node:fs')
const { join } = require('node:path')

const server = http.createServer(function follow(req, res) {
  readFile(join(__dirname, 'links.json'), 'utf8', function found(error, text) {
    const url = error ? undefined : JSON.parse(text)[req.url.slice('/l/'.length)]
    res.writeHead(302, { Location: url ?? '/' }) // second
    res.end()
  })
  res.end('One moment, please ...') // first
})

server.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
