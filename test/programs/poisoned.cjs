// Conflicts of responses, requests, names and errors that throw when they are looked at. Prints, row by row, what the
// application sees.
const http = require('node:http')
const { ServerResponse } = http
const poison = () => {
  throw new TypeError('poisoned')
}
const rows = {
  'req getters throw': () => {
    const req = {}
    for (const k of ['method', 'url', 'originalUrl', 'route', 'baseUrl'])
      Object.defineProperty(req, k, { get: poison })
    return late(make(req))
  },
  'req proxied, all traps throw': () => {
    const res = make()
    Object.defineProperty(res, 'req', { value: new Proxy({}, new Proxy({}, { get: poison })) })
    return late(res)
  },
  'req is null': () => {
    const res = make()
    res.req = null
    return late(res)
  },
  'req is a string': () => {
    const res = make()
    res.req = 'x'
    return late(res)
  },
  'req getter on res throws': () => {
    const res = make()
    Object.defineProperty(res, 'req', { get: poison })
    return late(res)
  },
  'url is an object': () => late(make({ method: { toString: poison }, url: { toString: poison } })),
  'route has a throwing toString': () =>
    late(make({ method: 'GET', url: '/', route: { path: { toString: poison } } })),
  'route is a cyclic array': () => {
    const a = []
    a.push(a)
    return late(make({ method: 'GET', url: '/', route: { path: a } }))
  },
  'method is huge': () => late(make({ method: 'G'.repeat(1e6), url: '/' })),
  'route is huge': () =>
    late(make({ method: 'GET', url: '/', baseUrl: 'b'.repeat(1e6), route: { path: 'x'.repeat(1e6) } })),
  'header name throws': () => {
    const res = make()
    res.end()
    return see(() => res.setHeader({ toString: poison }, 'b'))
  },
  'header name symbol': () => {
    const res = make()
    res.end()
    return see(() => res.setHeader(Symbol('x'), 'b'))
  },
  'header value throws': () => {
    const res = make()
    res.end()
    return see(() => res.setHeader('a', { toString: poison }))
  },
  'removeHeader object': () => {
    const res = make()
    res.end()
    return see(() => res.removeHeader({ toString: poison }))
  },
  'setHeaders poisoned': () => {
    const res = make()
    res.end()
    return see(() => res.setHeaders(new Proxy(new Map(), { get: poison })))
  },
  'writeHead with throwing headers': () => {
    const res = make()
    res.end()
    return see(() => res.writeHead(200, new Proxy({}, { ownKeys: poison, get: poison })))
  },
  'writeHead with status object': () => {
    const res = make()
    res.end()
    return see(() => res.writeHead({ valueOf: poison }))
  },
  'appendHeader object': () => {
    const res = make()
    res.end()
    return see(() => res.appendHeader({ toString: poison }, 'b'))
  },
  'proxy of response': () => {
    const res = new Proxy(make(), {})
    res.end()
    return see(() => res.setHeader('a', 'b'))
  },
  'proxy, get of req throws': () => {
    const res = new Proxy(make(), { get: (t, k) => (k === 'req' ? poison() : t[k]) })
    res.end()
    return see(() => res.setHeader('a', 'b'))
  },
  'proxy, getPrototypeOf throws': () => {
    const res = new Proxy(make(), { getPrototypeOf: poison })
    res.end()
    return see(() => res.setHeader('a', 'b'))
  },
  'proxy, getOwnPropertyDescriptor throws': () => {
    const res = new Proxy(make(), { getOwnPropertyDescriptor: poison, has: poison, ownKeys: poison })
    res.end()
    return see(() => res.setHeader('a', 'b'))
  },
  'revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable(make(), {})
    proxy.end()
    revoke()
    return see(() => http.OutgoingMessage.prototype.setHeader.call(proxy, 'a', 'b'))
  },
  'frozen response': () => {
    const res = make()
    res.end()
    Object.freeze(res)
    return see(() => res.setHeader('a', 'b'))
  },
  'finished getter throws': () => {
    const res = make()
    res.end()
    Object.defineProperty(res, 'finished', { get: poison })
    return see(() => res.setHeader('a', 'b'))
  },
  '_header getter throws': () => {
    const res = make()
    res.end()
    Object.defineProperty(res, '_header', { get: poison })
    return see(() => res.setHeader('a', 'b'))
  },
  'destroyed getter throws, body': () => {
    const res = make()
    res.end()
    Object.defineProperty(res, 'destroyed', { get: poison })
    return see(() => res.write('b'))
  },
  'body is a poisoned buffer': () => {
    const res = make()
    res.on('error', () => {})
    res.end()
    return see(() => res.write(new Proxy(new Uint8Array(2), { get: poison, getPrototypeOf: poison })))
  },
  'end with poisoned chunk': () => {
    const res = make()
    res.on('error', () => {})
    res.end()
    return see(() =>
      res.end({
        toString: poison,
        get length() {
          return poison()
        },
      }),
    )
  },
  'write callback throws getters': () => {
    const res = make()
    res.on('error', () => {})
    res.end()
    return see(() => res.write('x', new Proxy(() => {}, {})))
  },
  'error constructor patched': () => {
    const o = Error.captureStackTrace
    Error.captureStackTrace = poison
    try {
      return late(make())
    } finally {
      Error.captureStackTrace = o
    }
  },
  'null as this': () => see(() => http.OutgoingMessage.prototype.setHeader.call(null, 'a', 'b')),
  'number as this': () => see(() => http.OutgoingMessage.prototype.setHeader.call(7, 'a', 'b')),
  'plain object as this': () =>
    see(() => http.OutgoingMessage.prototype.setHeader.call({ _header: 'x' }, 'a', 'b')),
  'prepareStackTrace throws': () => stacks(poison),
  'prepareStackTrace returns a symbol': () => stacks(() => Symbol('x')),
  'prepareStackTrace returns poison': () => stacks(() => ({ toString: poison, split: poison })),
  'prepareStackTrace returns a string object': () => stacks(() => new String('x')),
  'prepareStackTrace freezes': () =>
    stacks(e => {
      Object.freeze(e)
      return 's'
    }),
  'prepareStackTrace makes a conflict': () => {
    let depth = 0
    return stacks(_e => {
      if (depth++ < 3) late(make())
      return 's'
    })
  },
  'prepareStackTrace responds late itself for ever': () =>
    stacks(function f(e) {
      return `s${e.code ?? ''}`
    }),
  'String.prototype.includes poisoned': () => {
    const o = String.prototype.includes
    String.prototype.includes = poison
    try {
      return late(make())
    } finally {
      String.prototype.includes = o
    }
  },
  'Array.prototype.filter poisoned': () => {
    const o = Array.prototype.filter
    Array.prototype.filter = poison
    try {
      return late(make())
    } finally {
      Array.prototype.filter = o
    }
  },
  'Object.prototype polluted': () => {
    Object.prototype.get = poison
    try {
      return late(make())
    } finally {
      delete Object.prototype.get
    }
  },
  'Object.prototype.value polluted': () => {
    Object.prototype.enumerable = true
    try {
      return late(make())
    } finally {
      delete Object.prototype.enumerable
    }
  },
  'Date.now poisoned': () => {
    const o = Date.now
    Date.now = poison
    try {
      return late(make())
    } finally {
      Date.now = o
    }
  },
  'Date.now NaN': () => {
    const o = Date.now
    Date.now = () => NaN
    try {
      return late(make())
    } finally {
      Date.now = o
    }
  },
  'cyclic causes': () => {
    try {
      const a = new Error('a'),
        b = new Error('b', { cause: a })
      a.cause = b
      throw b
    } catch (_e) {
      return late(make())
    }
  },
  'hidden with a throwing stack': () => {
    try {
      const a = new Error('a')
      Object.defineProperty(a, 'stack', { get: poison })
      throw a
    } catch (_hidden) {
      return late(make())
    }
  },
  'hidden proxy': () => {
    try {
      throw new Proxy(new Error('a'), { get: poison, getPrototypeOf: poison })
    } catch (_hidden) {
      return late(make())
    }
  },
  'hidden huge message': () => {
    try {
      throw new Error('x\u001b[31m\u2028'.repeat(1e5))
    } catch (_hidden) {
      return late(make())
    }
  },
}
function stacks(f) {
  const o = Error.prepareStackTrace
  Error.prepareStackTrace = f
  try {
    return late(make(), true)
  } finally {
    Error.prepareStackTrace = o
  }
}
function make(req = { method: 'GET', url: '/' }) {
  return new ServerResponse(req)
}
function late(res, stack) {
  res.end()
  return see(() => res.setHeader('a', 'b'), stack)
}
function see(f, stack) {
  try {
    const r = f()
    return `returned ${typeof r}`
  } catch (e) {
    let s = ''
    if (stack) {
      try {
        s = typeof e.stack === 'symbol' ? 'sym' : typeof e.stack
      } catch (x) {
        s = `threw ${x.message}`
      }
    }
    return `${e?.name} ${e?.code} ${e?.message} ${s}`
  }
}
const only = process.env.ROW
process.on('uncaughtException', e => console.log('UNCAUGHT', e))
const list = Object.entries(rows).filter(([k]) => !only || k.includes(only))
const next = () => {
  const x = list.shift()
  if (!x) return
  let r
  try {
    r = x[1]()
  } catch (e) {
    r = `THROWN ${e.stack}`
  }
  console.log(`${x[0]}: ${r}`)
  setImmediate(() => setImmediate(next))
}
next()
