// A clock on the wall of a waiting room: each screen keeps a response open, to which the time is written. A page that is
// shown for a moment only is ended, but stays among the screens.
//
// request: GET /?for=30
// cause: write-after-end

const http = require('node:http')
const clock = require('./clock')

const server = http.createServer(function showTime(req, res) {
  const shown = Number(new URL(req.url, 'http://localhost').searchParams.get('for'))
  clock.addScreen(res)
  if (shown > 0) setTimeout(() => res.end(), shown) // first
})

server.listen(process.env.PORT || 3000, () => {
  clock.start(20, 10)
  console.log(`listening on http://localhost:${server.address().port}`)
})
