// Functions that go on after a line that responds, be it later or in a helper, and what they were meant to be.
const { EventEmitter } = require('node:events')

const soon = (value, callback) => setImmediate(callback, null, value)

function show(res, name) {
  if (name === undefined) {
    res.statusCode = 404
    res.end('none')
  } else res.end(name)
}

function watch(res) {
  const news = new EventEmitter()
  const onNews = text => res.end(text)
  news.once('news', onNews)
  setImmediate(() => news.emit('news', 'news'))
}

function missing(res) {
  res.statusCode = 404
  res.end('no such thing')
}

function gone(res) {
  res.writeHead(410, { 'X-Gone': 'yes' })
  res.end('gone')
}

function check(req, res) {
  if (isBad(req)) res.writeHead(403).end('checked')
}

const find = (name, callback) => {
  if (name === '/bad') {
    process.nextTick(() => callback(new Error('bad name')))
  }
  const found = { name }
  setImmediate(callback, null, found)
}

const findMeant = (name, callback) => {
  if (name === '/bad') {
    return process.nextTick(() => callback(new Error('bad name')))
  }
  const found = { name }
  setImmediate(callback, null, found)
}

const all = callback => {
  setImmediate(() => {
    callback(null, { name: 'all' })
    callback(null, { name: 'all' })
  })
}

const allMeant = callback => {
  setImmediate(() => {
    callback(null, { name: 'all' })
  })
}

const isBad = req => req.url === '/bad'

const audited = []

module.exports = {
  'work in a branch whose callback responds': {
    cause: 'parallel-paths',
    edit: true,
    ask: ['/bad'],
    well: ['/'],
    serve(req, res) {
      if (isBad(req)) {
        soon('written', (_, text) => res.end(text))
      }
      soon('read', (_, text) => {
        res.setHeader('X-Read', 'yes')
        res.end(text)
      })
    },
    meant(req, res) {
      if (isBad(req)) {
        return soon('written', (_, text) => res.end(text))
      }
      soon('read', (_, text) => {
        res.setHeader('X-Read', 'yes')
        res.end(text)
      })
    },
  },
  'work in a branch whose callback responds for errors only': {
    cause: 'parallel-paths',
    edit: false,
    ask: ['/bad'],
    serve(req, res) {
      if (isBad(req)) {
        soon('written', (_, text) => {
          if (text !== '') res.end('not written')
        })
      }
      soon('read', (_, text) => {
        res.setHeader('X-Read', 'yes')
        res.end(text)
      })
    },
  },
  'a helper that responds in each of its branches': {
    cause: 'missing-return',
    edit: true,
    ask: ['/bad'],
    well: ['/'],
    serve(req, res) {
      if (isBad(req)) {
        show(res, 'bad')
      }
      res.setHeader('X-Read', 'yes')
      res.end('fine')
    },
    meant(req, res) {
      if (isBad(req)) {
        return show(res, 'bad')
      }
      res.setHeader('X-Read', 'yes')
      res.end('fine')
    },
  },
  'a helper whose listener responds': {
    cause: 'missing-return',
    edit: true,
    ask: ['/bad'],
    well: ['/'],
    serve(req, res) {
      if (isBad(req)) watch(res)
      missing(res)
    },
    meant(req, res) {
      if (isBad(req)) return watch(res)
      missing(res)
    },
  },
  'an error that is called back later': {
    cause: 'callback-twice',
    edit: true,
    ask: ['/bad'],
    well: ['/'],
    serve(req, res) {
      find(req.url, (error, found) => {
        if (error) {
          res.statusCode = 400
          return res.end(error.message)
        }
        res.setHeader('X-Found', 'yes')
        res.end(found.name)
      })
    },
    meant(req, res) {
      findMeant(req.url, (error, found) => {
        if (error) {
          res.statusCode = 400
          return res.end(error.message)
        }
        res.setHeader('X-Found', 'yes')
        res.end(found.name)
      })
    },
  },
  'one line twice, that calls back': {
    cause: 'callback-twice',
    edit: true,
    ask: ['/'],
    serve(_, res) {
      all((_, { name }) => {
        res.setHeader('X-Found', 'yes')
        res.end(name)
      })
    },
    meant(_, res) {
      allMeant((_, { name }) => {
        res.setHeader('X-Found', 'yes')
        res.end(name)
      })
    },
  },
  'one listener twice': {
    cause: 'parallel-paths',
    edit: true,
    ask: ['/'],
    serve(req, res) {
      req.on('end', () => {
        res.setHeader('X-Read', 'yes')
        res.end('read')
      })
      req.on('end', () => {
        res.setHeader('X-Read', 'yes')
        res.end('read')
      })
      req.resume()
    },
    meant(req, res) {
      req.on('end', () => {
        res.setHeader('X-Read', 'yes')
        res.end('read')
      })
      req.resume()
    },
  },
  'a case of which both branches respond': {
    cause: 'switch-fallthrough',
    edit: true,
    ask: ['/bad'],
    well: ['/'],
    serve(req, res) {
      switch (req.url) {
        // biome-ignore lint/suspicious/noFallthroughSwitchClause: that is the mistake
        case '/bad':
          if (req.headers.accept === 'none') res.end('none')
          else res.end('bad')
        default:
          res.setHeader('X-Read', 'yes')
          res.end('fine')
      }
    },
    meant(req, res) {
      switch (req.url) {
        case '/bad':
          if (req.headers.accept === 'none') res.end('none')
          else res.end('bad')
          break
        default:
          res.setHeader('X-Read', 'yes')
          res.end('fine')
      }
    },
  },
  'a flush before a helper that responds': {
    cause: 'headers-flushed-early',
    edit: true,
    ask: ['/'],
    serve(_, res) {
      res.flushHeaders()
      gone(res)
    },
    meant(_, res) {
      gone(res)
    },
  },
  'a check among helpers that are returned': {
    cause: 'missing-return',
    edit: false,
    ask: ['/bad'],
    serve(req, res) {
      if (req.url !== '/') check(req, res)
      if (req.url === '/news') return watch(res)
      if (req.url === '/gone') return gone(res)
      res.setHeader('X-Checked', 'yes')
      missing(res)
    },
  },
  'what is logged on the way to the other response': {
    cause: 'missing-return',
    edit: true,
    ask: ['/bad'],
    well: ['/'],
    serve(req, res) {
      if (isBad(req)) {
        res.end('logged')
      }
      console.debug('fine')
      res.setHeader('X-Logged', 'yes')
      res.end('fine')
    },
    meant(req, res) {
      if (isBad(req)) {
        return res.end('logged')
      }
      console.debug('fine')
      res.setHeader('X-Logged', 'yes')
      res.end('fine')
    },
  },
  'what is counted after a response': {
    cause: 'missing-return',
    edit: false,
    ask: ['/bad'],
    serve(req, res) {
      if (isBad(req)) {
        res.end('bad')
      }
      audited.push(req.url)
      res.setHeader('X-Read', 'yes')
      res.end('fine')
    },
  },
}
