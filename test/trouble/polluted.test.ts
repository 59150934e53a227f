import { describe, expect, it } from 'vitest'
import { folderOf, preload, run } from '../program'

/** What an application sees of responses that it is late for, with something of the language changed. */
const late = (change: string) => `
const { ServerResponse, OutgoingMessage } = require('node:http')
const { AsyncResource } = require('node:async_hooks')
const seen = []
const see = (what, work) => { try { seen[seen.length] = what + ' ' + typeof work() } catch (error) { seen[seen.length] = what + ' ' + (error.code || error) } }
const res = new ServerResponse({ method: 'GET', url: '/' })
const fresh = new ServerResponse({ method: 'GET', url: '/' })
res.on('error', error => { seen[seen.length] = 'event ' + error.code })
res.end()
const { log } = console
const restore = (() => { ${change} })()
see('setHeader', () => res.setHeader('a', 'b'))
see('writeHead', () => res.writeHead(500))
see('write', () => res.write('late'))
see('end', () => res.end('late'))
see('headersSent', () => res.headersSent)
see('fresh setHeader', () => fresh.setHeader('a', 'b'))
see('fresh write', () => fresh.write('a'))
see('unbound', () => { const { end } = res; end() })
restore()
setTimeout(() => { for (const line of seen) log(line) }, 5)
`

/** Replaces a function by one that throws when it is called from a file of a package, as ours is here, and as Node's are not. */
const throwing = (owner: string, name: string) => `
  const original = ${owner}.${name}
  Object.defineProperty(${owner}, '${name}', { configurable: true, writable: true, value: function (...given) {
    if (isOn && !inside) {
      inside = true
      try { if (new Error().stack.split('\\n')[2].includes('/dist/src/')) throw new Error('patched') } finally { inside = false }
    }
    return call(original, this, given)
  } })
  const call = Reflect.apply
  let isOn = true, inside = false
  return () => { isOn = false }`

const polluted = (key: string) =>
  `Object.prototype[${JSON.stringify(key)}] = function polluted() {}; return () => { delete Object.prototype[${JSON.stringify(key)}] }`

describe('an application sees what it sees without us, where', () => {
  it.each(
    ['get', 'set', 'value', 'writable', 'enumerable', 'configurable', 'kind', 'code', 'frames'].map(key => [
      `Object.prototype has ${key}`,
      polluted(key),
    ]),
  )('%s', async (_, change) => {
    const folder = folderOf({ 'app.js': late(change) })
    const [without, under] = await Promise.all([run(folder, { args: [] }), run(folder, { args: preload })])
    expect(without.stdout.split('\n').length).toBeGreaterThan(8)
    expect(under.stdout).toBe(without.stdout)
    expect(under.code).toBe(without.code)
  })

  it.each([
    ['Reflect', 'apply'],
    ['Reflect', 'defineProperty'],
    ['Object', 'defineProperty'],
    ['Object', 'assign'],
    ['Function.prototype', 'apply'],
    ['Function.prototype', 'call'],
    ['Array.prototype', 'push'],
    ['Array.prototype', 'map'],
    ['Array.prototype', 'filter'],
    ['Array.prototype', 'flatMap'],
    ['Map.prototype', 'get'],
    ['Map.prototype', 'set'],
    ['Set.prototype', 'has'],
    ['String.prototype', 'slice'],
    ['String.prototype', 'replace'],
    ['RegExp.prototype', 'exec'],
    ['Date', 'now'],
  ])('%s.%s throws for us', async (owner, name) => {
    const folder = folderOf({ 'app.js': late(throwing(owner, name)) })
    const [without, under] = await Promise.all([run(folder, { args: [] }), run(folder, { args: preload })])
    expect(under.stdout).toBe(without.stdout)
    expect(under.code).toBe(without.code)
  })

  it('somebody replaces process.nextTick while Node makes a late error', async () => {
    const app = `
const { ServerResponse } = require('node:http')
const res = new ServerResponse({ method: 'GET', url: '/' })
res.on('error', error => console.log(error.code, process.nextTick.name))
res.end()
const { nextTick } = process
Object.defineProperty(process, 'nextTick', { configurable: true, writable: true, value: function theirs(...given) {
  process.nextTick = function last(...more) { return nextTick.apply(this, more) }
  return nextTick.apply(this, given)
} })
res.write('late')
console.log(process.nextTick.name)
`
    const folder = folderOf({ 'app.js': app })
    const [without, under] = await Promise.all([run(folder, { args: [] }), run(folder, { args: preload })])
    expect(under.stdout).toBe(without.stdout)
  })
})
