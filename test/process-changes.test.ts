import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../examples/run.mjs'
import { processChanges } from '../src/capture/process-changes'
import { runProgram } from './run-node'

// Every function of Node's that the package patches is on one of these.
const look = `
const http = require('node:http')
const { Socket } = require('node:net')
const owners = {
  'OutgoingMessage.prototype': http.OutgoingMessage.prototype,
  'ServerResponse.prototype': http.ServerResponse.prototype,
  'IncomingMessage.prototype': http.IncomingMessage.prototype,
  'ClientRequest.prototype': http.ClientRequest.prototype,
  'Server.prototype': http.Server.prototype,
  'Socket.prototype': Socket.prototype,
  'EventEmitter.prototype': require('node:events').prototype,
  'Promise.prototype': Promise.prototype,
  Promise, Error, process, http, globalThis,
}
const seen = () => Object.fromEntries(Object.entries(owners).flatMap(([owner, object]) =>
  Reflect.ownKeys(object).map(key => [owner + '.' + String(key), Object.getOwnPropertyDescriptor(object, key)])))
// The first look makes some of Node's own globals, which bring others with them.
seen()
const before = seen()
const undo = require(process.argv[2]).install()
const after = seen()
const isSame = (one, other) => Object.is(one?.value, other?.value) && one?.get === other?.get && one?.set === other?.set
const changed = Object.keys(after).filter(name => !isSame(before[name], after[name]))
undo()
const left = seen()
console.log(JSON.stringify({ changed, left: Object.keys(left).filter(name => !isSame(before[name], left[name])) }))
`

const always = processChanges.filter(({ when }) => when.startsWith('while the process is watched'))

test('the table has each function that is replaced while a process is watched, and the undo puts them back', async () => {
  const { stdout } = await runProgram(look, { preload: null, args: [join(root, 'dist/src/index.js')] })
  const { changed, left } = JSON.parse(stdout)
  const byNode = ['process.chdir']
  const listed = [...always.map(({ what }) => what), ...byNode]
  expect(changed.filter((name: string) => !listed.includes(name))).toEqual([])
  // What this Node does not have is not there to be replaced.
  expect(changed.length).toBeGreaterThan(9)
  expect(left.filter((name: string) => !byNode.includes(name))).toEqual([])
})

test.each(processChanges)('$what is changed by a source that is there', ({ by }) => {
  expect(existsSync(join(root, 'src', by))).toBe(true)
})

test('the documentation has the same table', () => {
  const rows = readFileSync(join(root, 'docs/how-it-works.md'), 'utf8').matchAll(
    /^\| (.*) \| (.*) \| \[`src\/(.*)`\]/gm,
  )
  const documented = [...rows].map(([, what, when, by]) => ({ what: what?.replaceAll('`', ''), when, by }))
  expect(documented).toEqual(processChanges)
})
