// Listeners that respond twice in one call of one function, or look as if they did. `cause` is what has to be reported of the
// requests `ask`, `edit` whether one is offered, and `well` are requests that have to get the same response as before once it is applied.
const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))
const fail = (res, text) => {
  res.statusCode = 400
  res.end(text)
}
const failIf = (res, isBad, text) => {
  if (isBad) fail(res, text)
}
const counts = { open: 0, seen: 0 }

const pause = () => new Promise(setImmediate)

module.exports = {
  'a timer’s callback that responds, waits and responds': {
    cause: 'missing-return',
    edit: true,
    ask: ['/bad'],
    well: ['/'],
    serve(req, res) {
      setTimeout(async () => {
        if (req.url === '/bad') res.writeHead(400).end('bad')
        await pause()
        res.writeHead(200).end('fine')
      }, 1)
    },
  },
  'a link of a chain that responds, waits and responds': {
    cause: 'missing-return',
    edit: true,
    ask: ['/bad'],
    well: ['/'],
    serve(req, res) {
      Promise.resolve(req.url).then(async url => {
        if (url === '/bad') res.writeHead(400).end('bad')
        await pause()
        res.writeHead(200).end('fine')
      })
    },
  },
  'a timer’s callback that waits, responds and sets a header later': {
    cause: 'late-header',
    edit: true,
    ask: ['/'],
    serve(_, res) {
      setTimeout(async () => {
        await pause()
        res.end('fine')
        await pause()
        res.setHeader('x-late', '1')
      }, 1)
    },
  },
  'a wait for what responds by a timer, and on': {
    cause: 'missing-return',
    edit: false,
    ask: ['/'],
    async serve(_, res) {
      const rows = await new Promise(resolve => {
        setTimeout(() => {
          res.writeHead(200).end('rows')
          resolve(['row'])
        }, 1)
      })
      res.writeHead(200).end(rows.join())
    },
  },
  'a response in a branch, and another after it': {
    cause: 'missing-return',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve(req, res) {
      if (req.url.includes('bad')) {
        res.writeHead(400)
        res.end('bad')
      }
      res.end('fine')
    },
  },
  'a response on the right of an &&': {
    cause: 'missing-return',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    async serve(req, res) {
      const isBad = await req.url.includes('bad')
      isBad && fail(res, 'bad')
      res.end('fine')
    },
  },
  'a response on the right of an ||': {
    cause: 'missing-return',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve(req, res) {
      const isGood = !req.url.includes('bad')
      isGood || fail(res, 'bad')
      res.end('fine')
    },
  },
  'a helper that responds and is awaited': {
    cause: 'missing-return',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    async serve(req, res) {
      const failLater = async () => {
        await sleep(1)
        fail(res, 'bad')
      }
      if (req.url.includes('bad')) await failLater()
      res.end('fine')
    },
  },
  'a helper that responds sometimes': {
    cause: 'missing-return',
    edit: false,
    ask: ['/?bad'],
    serve(req, res) {
      failIf(res, req.url.includes('bad'), 'bad')
      res.end('fine')
    },
  },
  'a resource given back between the responses': {
    cause: 'missing-return',
    edit: false,
    ask: ['/?bad'],
    serve(req, res) {
      counts.open++
      if (req.url.includes('bad')) fail(res, 'bad')
      counts.open--
      res.end('fine')
    },
  },
  'work that an accepted request still waits for': {
    cause: 'missing-return',
    edit: false,
    ask: ['/?later'],
    async serve(req, res) {
      if (req.url.includes('later')) res.end('accepted')
      const done = await sleep(1)
      res.end(`done ${done}`)
    },
  },
  'a response that is always given, and a rare second one': {
    cause: 'missing-return',
    edit: false,
    ask: ['/?bad'],
    serve(req, res) {
      res.end('fine')
      if (req.url.includes('bad')) fail(res, 'bad')
      counts.seen++
    },
  },
  'a condition in the place of a statement': {
    cause: 'missing-return',
    edit: false,
    ask: ['/?bad'],
    serve(req, res) {
      req.url.includes('bad') ? fail(res, 'bad') : res.setHeader('x-fine', 'yes')
      res.end('fine')
    },
  },
  'a helper whose value the caller goes on with': {
    cause: 'missing-return',
    edit: false,
    ask: ['/'],
    serve(req, res) {
      const userOf = () => {
        if (!req.headers.cookie) res.writeHead(401).end('who')
        if (!req.headers.range) res.writeHead(400).end('what')
        return req.headers.cookie
      }
      const user = userOf()
      res.setHeader('x-user', user.length)
      res.end(user)
    },
  },
  'a generator that somebody else runs on': {
    cause: 'missing-return',
    edit: true,
    ask: ['/?bad'],
    well: ['/'],
    serve(req, res) {
      const steps = (function* book() {
        const isBad = yield req.url.includes('bad')
        if (isBad) {
          res.writeHead(409)
          res.end('taken')
        }
        const seat = yield sleep(1)
        res.setHeader('x-seat', `${seat}`)
        res.end('booked')
      })()
      const go = value => {
        const { done, value: next } = steps.next(value)
        if (!done) Promise.resolve(next).then(go)
      }
      go()
    },
  },
  'a chain that goes on after the response': {
    cause: 'chained-send',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      res.json = value => {
        res.setHeader('content-type', 'application/json')
        res.end(JSON.stringify(value))
        return res
      }
      res.json({ ok: true }).json({ ok: false })
    },
  },
  'two responses in one list of expressions': {
    cause: 'missing-return',
    edit: false,
    ask: ['/'],
    // biome-ignore lint/complexity/noCommaOperator: it is what the row is about
    serve: (_, res) => (res.end('one'), res.writeHead(200)),
  },
  'a case that runs on into the next': {
    cause: 'switch-fallthrough',
    edit: true,
    ask: ['/a'],
    well: ['/b', '/c'],
    serve(req, res) {
      switch (req.url) {
        // biome-ignore lint/suspicious/noFallthroughSwitchClause: it is what the row is about
        case '/a':
          res.end('a')
        case '/b':
          res.setHeader('x-b', '1')
          res.end('b')
          break
        default:
          res.end('c')
      }
    },
  },
  'a case that responds sometimes, and means to run on': {
    cause: 'switch-fallthrough',
    edit: false,
    ask: ['/a?bad'],
    serve(req, res) {
      switch (req.url.slice(0, 2)) {
        // biome-ignore lint/suspicious/noFallthroughSwitchClause: it is what the row is about
        case '/a':
          if (req.url.includes('bad')) res.end('bad')
        default:
          res.setHeader('x-c', '1')
          res.end('c')
      }
    },
  },
  'a case that ends, and a response after the switch': {
    cause: 'missing-return',
    edit: true,
    ask: ['/a'],
    well: ['/b'],
    serve(req, res) {
      switch (req.url) {
        case '/a':
          res.writeHead(404)
          res.end('a')
          break
        default:
          res.setHeader('x-other', '1')
      }
      res.end('b')
    },
  },
  'two turns of a loop': {
    cause: 'loop',
    edit: true,
    ask: ['/2'],
    well: ['/1', '/3'],
    serve(req, res) {
      for (const each of [1, 2, 2]) {
        if (each === Number(req.url.slice(1))) {
          res.setHeader('x-found', each)
          res.end('found')
        }
      }
      if (!res.headersSent) fail(res, 'none')
    },
  },
  'two turns of a loop that waits': {
    cause: 'loop',
    ask: ['/'],
    async serve(_, res) {
      let turn = 0
      while (turn < 2) {
        turn++
        await null
        res.setHeader('x-turn', turn)
        res.end('turn')
      }
    },
  },
  'a function called for each element': {
    cause: 'loop',
    edit: false,
    ask: ['/'],
    serve(_, res) {
      ;['a', 'b'].forEach(each => {
        res.setHeader('x-each', each)
        res.end(each)
      })
    },
  },
  'a header after the response': {
    cause: 'late-header',
    edit: true,
    ask: ['/'],
    well: [],
    serve(_, res) {
      res.end('done')
      res.setHeader('x-late', 'yes')
    },
  },
  'a header when the response has gone out': {
    cause: 'late-header',
    ask: ['/'],
    serve(_, res) {
      res.on('finish', () => res.setHeader('x-late', 'yes'))
      res.end('done')
    },
  },
  'a header with which a second response begins': {
    cause: 'missing-return',
    ask: ['/?bad'],
    serve(req, res) {
      if (req.url.includes('bad')) fail(res, 'bad')
      res.setHeader('x-fine', 'yes')
      res.end('fine')
    },
  },
  'a helper that sets the header of a second response': {
    cause: 'missing-return',
    ask: ['/?bad'],
    serve(req, res) {
      const setKind = () => res.setHeader('content-type', 'text/plain')
      if (req.url.includes('bad')) fail(res, 'bad')
      setKind()
      res.end('fine')
    },
  },
  'a head that goes out before the response': {
    cause: 'headers-flushed-early',
    ask: ['/'],
    serve(_, res) {
      res.writeHead(200)
      res.setHeader('x-late', 'yes')
      res.end('fine')
    },
  },
  'a part of the body before the headers': {
    cause: 'headers-flushed-early',
    ask: ['/'],
    serve(_, res) {
      res.write('once upon ')
      res.setHeader('x-late', 'yes')
      res.end('a time')
    },
  },
}
