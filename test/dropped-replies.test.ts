import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { leaveWhenIdle, root } from '../examples/run.mjs'
import { folderOf, preload, run } from './program'

/** A server of Fastify with one handler, whose statements after the first line may respond again. */
const app = (handler: string, first = "reply.send('first')") => `
const app = require('fastify')()
app.get('/', ${handler.includes('return') || handler.includes('await') ? 'async ' : ''}(_request, reply) => {
  ${first} // first
  ${handler}
})
app.listen({ port: 0, host: '127.0.0.1' }).then(async () => {
  await fetch(\`http://127.0.0.1:\${app.server.address().port}\`).then(response => response.text())
  process.kill(process.pid, 'SIGUSR2')
})
`

const reportsOf = async (handler: string, first?: string) => {
  const folder = folderOf({ 'app.js': app(handler, first) })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const { conflicts } = await run(folder, { args: ['--require', leaveWhenIdle, ...preload] })
  return conflicts.map(({ first, second }) => [
    first.site?.line,
    second.outcome,
    second.droppedBy?.replace(/@.*/, ''),
    second.via,
    second.site?.owner === 'app' ? second.site.line : second.site?.owner,
  ])
}

describe('a reply that Fastify has sent already is reported', () => {
  it.each([
    ["reply.send('second')", 'reply.send'],
    ["reply.code(500).send('second')", 'reply.code(500).send'],
    ["reply.redirect('/elsewhere')", 'reply.redirect'],
    ["setTimeout(() => reply.send('second'), 5)", 'reply.send'],
  ])('where the handler goes on to %s', async (handler, via) => {
    expect(await reportsOf(handler)).toEqual([[4, 'lost', 'fastify', via, 5]])
  })

  it('where the handler returns something else', async () => {
    const [report, ...others] = await reportsOf("return 'second'")
    expect(report?.slice(0, 3)).toEqual([4, 'lost', 'fastify'])
    expect(others).toEqual([])
  })

  it('where the first was by hand', async () => {
    const [report] = await reportsOf("reply.send('second')", "reply.raw.end('first')")
    expect(report).toEqual([4, 'lost', 'fastify', 'reply.send', 5])
  })
})

describe('nothing is reported', () => {
  it.each([
    ["if (!reply.sent) reply.send('second')"],
    ['return reply'],
    ['return'],
    ['await reply'],
    ['console.log(typeof reply.send)'],
    ['const send = reply.send.bind(reply)'],
  ])('where the handler goes on to %s', async handler => {
    expect(await reportsOf(handler)).toEqual([])
  })

  it('where the handler has taken the response over', async () => {
    expect(await reportsOf("reply.raw.end('by hand')", 'reply.hijack()')).toEqual([])
  })
})

it('a reply has the method that it had', async () => {
  const text = `
const app = require('fastify')()
app.get('/', (_request, reply) => {
  const { send } = reply
  const stacks = []
  reply.serializer(payload => { stacks.push(new Error('serialized').stack); return JSON.stringify(payload) })
  reply.send({})
  console.log(JSON.stringify([send.name, send.length, Object.keys(reply).includes('send'), 'send' in reply, stacks]))
  reply.send = () => 'own'
  console.log(reply.send(), Object.keys(reply).includes('send'))
})
app.inject('/')
`
  const folder = folderOf({ 'app.js': text })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const [withIt, without] = await Promise.all([run(folder), run(folder, { args: [] })])
  expect(withIt.stdout).not.toBe('')
  expect(withIt.stdout).toBe(without.stdout)
})
