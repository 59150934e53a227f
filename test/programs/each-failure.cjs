// Has each function of headers-trace that may run inside the application's calls fail in turn, while an application does what
// it does, and prints for each how often it was called and what the application saw.
const http = require('node:http')
const { readdirSync } = require('node:fs')
const { join, relative } = require('node:path')

const root = join(__dirname, '../../dist/src')
const { install } = require(join(root, 'index.js'))
// What the wrappers are made of: if these fail, nothing of the application's runs either.
const isGiven = file => file === 'capture/builtins.js' || file === 'capture/return-override.js'
const files = ['capture', 'detect'].flatMap(stage =>
  readdirSync(join(root, stage), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.js'))
    .map(entry => relative(root, join(entry.parentPath, entry.name))),
)

/** Every exported function, and every method of an exported class: where it is, and what it is called there. */
function functionsIn(file) {
  return Object.entries(require(join(root, file))).flatMap(([name, value]) => {
    if (typeof value !== 'function') return []
    if (!/^class\b/.test(String(value)))
      return [{ owner: require(join(root, file)), name, title: `${file} ${name}` }]
    return Object.entries(Object.getOwnPropertyDescriptors(value.prototype))
      .filter(([method, own]) => method !== 'constructor' && typeof own.value === 'function')
      .map(([method]) => ({ owner: value.prototype, name: method, title: `${file} ${name}.${method}` }))
  })
}

async function application() {
  const seen = []
  const see = (what, work) => {
    try {
      seen.push(`${what} ${typeof work()}`)
    } catch (error) {
      seen.push(`${what} ${error.stack.split('\n', 2).join()}`)
    }
  }
  const server = http.createServer((_, res) => {
    res.on('error', error => seen.push(`event ${error.code}`))
    see('write', () => res.write('one'))
    see('end', () => res.end('two'))
    see('check', () => res.headersSent)
    see('setHeader', () => res.setHeader('a', 'b'))
    setTimeout(() => {
      see('writeHead', () => res.writeHead(500))
      see('late write', () => res.write('late'))
      see('late end', () => res.end('late'))
      see('bare end', () => res.end())
    }, 1)
  })
  await new Promise(done => server.listen(0, done))
  const body = await new Promise((done, fail) => {
    const req = http.request({ port: server.address().port, method: 'POST', agent: false }, res => {
      let text = ''
      res
        .setEncoding('utf8')
        .on('data', part => {
          text += part
        })
        .on('end', () => done(`${res.statusCode} ${text}`))
    })
    req.on('error', fail)
    see('request end', () => req.end('body'))
    see('request setHeader', () => req.setHeader('a', 'b'))
  })
  await new Promise(done => setTimeout(done, 5))
  await new Promise(done => server.close(done))
  return [body, ...seen.sort()].join('\n')
}

let crash = ''

async function main() {
  const results = { 'without us': { calls: 1, seen: await application() } }
  install({ format: 'json', output: '/dev/null', budget: 'full' })
  results.watched = { calls: 1, seen: await application() }
  for (const { owner, name, title } of files.filter(file => !isGiven(file)).flatMap(functionsIn)) {
    const original = owner[name]
    let calls = 0
    owner[name] = function fails() {
      calls++
      throw new Error(`injected into ${title}`)
    }
    try {
      const seen = await application().catch(error => `failed: ${error.stack}`)
      results[title] = { calls, seen: crash || seen }
      crash = ''
    } finally {
      owner[name] = original
    }
  }
  console.log(JSON.stringify(results))
}

process.on('uncaughtException', error => {
  crash = `crashed: ${error.stack}`
})
main()
