import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { leaveWhenIdle, root } from '../examples/run.mjs'
import { folderOf, preload, run } from './program'

/** A server that pipes something to its response, asks itself, and changes a header when the response is over. */
const app = (pipe: string) => `
const http = require('node:http')
const { createReadStream } = require('node:fs')
const { PassThrough, pipeline, Readable, Stream, Transform } = require('node:stream')
const upper = () => new Transform({
  transform(chunk, _, done) {
    done(null, String(chunk).toUpperCase())
  },
})
const send = (file, res) => file.pipe(res)
const server = http.createServer((req, res) => {
  res.on('close', () => { try { res.setHeader('a', 'b') } catch {} })
  ${pipe}
})
server.listen(0, '127.0.0.1', () => http.get(server.address(), response => {
  response.resume().on('end', () => process.kill(process.pid, 'SIGUSR2'))
}))
http.get = (get => ({ port }, listener) => get({ port, host: '127.0.0.1' }, listener))(http.get)
`

const ways: Record<string, string> = {
  'a file': 'createReadStream(__filename).pipe(res)',
  'a file, in a helper': 'send(createReadStream(__filename), res)',
  'a transform of the application': 'createReadStream(__filename).pipe(upper()).pipe(res)',
  'a pipeline': 'pipeline(createReadStream(__filename), upper(), res, () => {})',
  'a stream that flows already':
    "const file = createReadStream(__filename); file.on('data', () => {}); setImmediate(() => file.pipe(res))",
  'two streams, one after the other':
    "const file = createReadStream(__filename); file.pipe(res); file.on('end', () => {}); const other = new PassThrough(); other.pipe(res); setTimeout(() => other.end(), 20)",
  'a stream that has nothing to send': 'Readable.from([]).pipe(res)',
  'a stream that begins later':
    "const through = new PassThrough(); setTimeout(() => through.end('late'), 5); through.pipe(res)",
  'a stream of the old kind':
    "const old = new Stream(); old.readable = true; old.pipe(res); setTimeout(() => { old.emit('data', 'x'); old.emit('end') }, 5)",
  'a stream of readable-stream':
    "const { Readable: Other } = require('readable-stream'); const other = new Other({ read() { this.push('x'); this.push(null) } }); other.pipe(res)",
}

it.each(Object.entries(ways))('the first send is where it was piped: %s', async (title, pipe) => {
  const text = app(pipe)
  const folder = folderOf({ 'app.js': text })
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(root, 'node_modules/readable-stream'), join(folder, 'node_modules/readable-stream'))
  const { conflicts } = await run(folder, { args: ['--require', leaveWhenIdle, ...preload] })
  const sites = conflicts.map(({ first: { exact, site } }) => {
    const rest = text.split('\n')[(site?.line ?? 0) - 1]?.slice((site?.column ?? 0) - 1)
    return [exact, rest] as const
  })
  const called =
    title === 'a pipeline' ? 'pipeline(' : title.startsWith('two') ? 'pipe(res); file.on' : 'pipe(res)'
  expect(sites).toEqual([[true, expect.any(String)]])
  expect(sites[0]?.[1]?.slice(0, called.length)).toBe(called)
})
