// Runs a real server under the preload, lets a client provoke its bug, and collects what is reported.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { register } from '../run.mjs'
import { exchange } from './client.mjs'

const real = fileURLToPath(new URL('.', import.meta.url))
const loopback = join(real, 'loopback.cjs')

/** Milliseconds for a server to start: large ones need that on a busy machine. */
const startsWithin = 60_000

/** Milliseconds for a report to come after the client is done. */
const reportsWithin = 10_000

/** Milliseconds in which a server that has reported a conflict may report another. */
const afterwards = 1000

/** The names of the servers: the folders here. */
export const serverNames = () =>
  readdirSync(real, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
    .sort()

export const folderOf = name => join(real, name)

/** The story of a folder: how the server is started, what provokes its bug, and what a report has to say of it. */
export const storyOf = async folder => (await import(pathToFileURL(join(folder, 'story.mjs')).href)).default

/**
 * Starts the server of a folder with the preload and lets its client provoke the bug. The server is stopped when it has
 * reported, or some seconds after the client is done.
 *
 * @returns what it printed, and its conflicts where `environment` asks for JSON, as it does by default.
 */
export async function runServer(folder, options = {}) {
  const { story = await storyOf(folder), environment = { HEADERS_TRACE_FORMAT: 'json' } } = options
  const data = mkdtempSync(join(tmpdir(), 'headers-trace-real-'))
  const upstream = story.upstream && (await listening(createServer(story.upstream)))
  const context = { data, upstream: upstream && `http://127.0.0.1:${upstream.address().port}` }
  const server = start(folder, story, context, environment)
  try {
    await server.until(() => server.origin() !== undefined && (story.ready?.test(server.output()) ?? true))
    const origin = server.origin()
    if (origin === undefined) throw new Error(`${folder} did not start:\n${server.output()}`)
    for (const path of story.healthy ?? []) await exchange(origin + path)
    // Some servers leave a client waiting for ever once their bug has struck.
    const reported = server.until(() => server.hasReported())
    await Promise.race([story.provoke({ ...context, origin }), reported])
    await server.until(() => server.hasReported(), reportsWithin)
    if (server.hasReported()) await server.until(() => false, afterwards)
    return { output: server.output(), conflicts: conflictsIn(server.output()) }
  } finally {
    await server.stop()
    upstream?.closeAllConnections()
    upstream?.close()
    rmSync(data, { recursive: true, force: true })
  }
}

function start(folder, story, context, environment) {
  const { program, args = [], env = {} } = story.start(context)
  const child = spawn(process.execPath, ['--require', register, '--require', loopback, program, ...args], {
    cwd: folder,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      // What a server writes into the home folder must not stay, nor what is there decide how it behaves.
      HOME: context.data,
      HEADERS_TRACE_BUDGET: 'full',
      ...(context.upstream && { UPSTREAM: context.upstream }),
      ...env,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const listeners = new Set()
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', text => {
      output += text
      for (const listener of listeners) listener()
    })
  const ended = once(child, 'close')
  return {
    output: () => output,
    origin: () => [...output.matchAll(/^listening on (http:\/\/127\.0\.0\.1:\d+)$/gm)].at(-1)?.[1],
    hasReported: () => /"schema":"headers-trace\/1"|^headers-trace {2}/m.test(output),
    /** Waits for a condition on the output, the server's end, or some milliseconds. */
    async until(condition, time = startsWithin) {
      let check
      let timer
      const fulfilled = new Promise(resolve => {
        check = () => condition() && resolve()
        timer = setTimeout(resolve, time)
      })
      listeners.add(check)
      check()
      await Promise.race([fulfilled, ended])
      clearTimeout(timer)
      listeners.delete(check)
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await ended
    },
  }
}

// A bug that strikes again is reported as the same object, with the number of its occurrences.
function conflictsIn(output) {
  const lines = output.split('\n').filter(line => line.startsWith('{"schema":"headers-trace/1"'))
  const conflicts = lines.map(line => JSON.parse(line))
  return [...new Map(conflicts.map(conflict => [conflict.fingerprint, conflict])).values()]
}

async function listening(server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
