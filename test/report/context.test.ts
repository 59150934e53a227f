import { expect, it } from 'vitest'
import { aResponse, folderOf, run } from '../program'

const app = `${aResponse}
const { AsyncLocalStorage } = require('node:async_hooks')
const { subscribe } = require('node:diagnostics_channel')
const request = new AsyncLocalStorage()
subscribe('headers-trace:conflict', ({ second }) => console.log(second.header, request.getStore()))
res.end()
const late = (name, response) => request.run(name, () => {
  try { response.setHeader(name, '') } catch {}
})
late('one', res)
const other = new ServerResponse({ method: 'GET', url: '/other' })
other.end()
late('two', other)
console.log('outside', request.getStore())
`

it.each([
  ['after the turn', app],
  ['at the end of the process', `${app}process.exit()`],
])('a listener is called in the asynchronous context of the second attempt, %s', async (_, text) => {
  const { stdout } = await run(folderOf({ 'app.js': text }))
  expect(stdout).toBe('outside undefined\none one\ntwo two\n')
})

it('a listener hears of each conflict of a known bug in its own context', async () => {
  const program = `
const { ServerResponse } = require('node:http')
const { AsyncLocalStorage } = require('node:async_hooks')
const { subscribe } = require('node:diagnostics_channel')
const request = new AsyncLocalStorage()
const heard = []
subscribe('headers-trace:conflict', ({ occurrence, request: { path } }) =>
  heard.push(occurrence + path === request.getStore()))
const conflict = time => request.run(time + '/' + time, () => {
  const res = new ServerResponse({ method: 'GET', url: '/' + time })
  res.end()
  try { res.setHeader('a', 'b') } catch {}
})
let time = 0
const next = () => {
  conflict(++time)
  conflict(++time)
  if (time < 40) setImmediate(next)
}
next()
process.on('exit', () => console.log(heard.length, heard.every(Boolean)))
`
  const { stdout } = await run(folderOf({ 'app.js': program }))
  expect(stdout).toBe('40 true\n')
})
