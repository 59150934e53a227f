import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once as onceEmitted } from 'node:events'
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { aResponse, folderOf, node, preload, run } from '../program'

const respond = (name: string) => `{
  const res = new ServerResponse({ method: 'GET', url: '/${name}' })
  res.end()
  try { res.setHeader('a', 'b') } catch {}
}
`
const http = "const { ServerResponse } = require('node:http'); const fs = require('node:fs')\n"
const once = http + respond('one')

/** Two conflicts, and something that happens when the first has been reported. */
const twice = (between: string) => `${once}setImmediate(() => {
  ${between}
  ${respond('two')}
})`

const output = (path: string) => ({
  environment: { HEADERS_TRACE_OUTPUT: path, HEADERS_TRACE_FORMAT: 'json' },
})
const pathsIn = (text: string) =>
  text
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line).request.path)
const warningsIn = (text: string) => text.split('\n').filter(line => line.startsWith('headers-trace: '))

describe('the output file', () => {
  it('is created for its owner only', async () => {
    const folder = folderOf({ 'app.js': `process.umask(0)\n${once}` })
    const { stderr } = await run(folder, output('report'))
    expect(statSync(join(folder, 'report')).mode & 0o777).toBe(0o600)
    expect(pathsIn(readFileSync(join(folder, 'report'), 'utf8'))).toEqual(['/one'])
    expect(stderr).toBe('')
  })

  it('is appended to, and keeps the mode that it has', async () => {
    const folder = folderOf({ 'app.js': once, report: 'earlier\n' })
    chmodSync(join(folder, 'report'), 0o644)
    await run(folder, output('report'))
    await run(folder, output('report'))
    const text = readFileSync(join(folder, 'report'), 'utf8')
    expect(text).toMatch(/^earlier\n\{.*\}\n\{.*\}\n$/)
    expect(statSync(join(folder, 'report')).mode & 0o777).toBe(0o644)
  })

  it('whose last line is a half one gets reports on lines of their own', async () => {
    const folder = folderOf({ 'app.js': once, report: '{"schema":"headers-tr' })
    await run(folder, output('report'))
    expect(readFileSync(join(folder, 'report'), 'utf8')).toMatch(/^\{"schema":"headers-tr\n\{"schema.*\}\n$/)
  })

  it('stays where it was when the working directory changes', async () => {
    const folder = folderOf({ 'app.js': `process.chdir('/')\n${once}` })
    await run(folder, output('report'))
    expect(pathsIn(readFileSync(join(folder, 'report'), 'utf8'))).toEqual(['/one'])
  })

  it('gets no colours of a terminal', async () => {
    const folder = folderOf({ 'app.js': once })
    await run(folder, { environment: { HEADERS_TRACE_OUTPUT: 'report' } })
    expect(readFileSync(join(folder, 'report'), 'utf8')).not.toContain('\u001b')
  })

  it.each([
    ['is in a folder that is not there', 'gone/report', 'ENOENT'],
    ['is a folder', 'folder', 'EISDIR'],
    ['is a pipe that no one reads', 'pipe', 'ENXIO'],
    ['goes through a file', 'app.js/report', 'ENOTDIR'],
    ['has an impossible name', 'x'.repeat(300), 'ENAMETOOLONG'],
    ['is full', '/dev/full', 'ENOSPC'],
  ])('that %s is reported once, and standard error stands in', async (_, path, code) => {
    const folder = folderOf({ 'app.js': twice('') })
    mkdirSync(join(folder, 'folder'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    const { stderr, code: exit, conflicts } = await run(folder, output(path))
    expect(warningsIn(stderr)).toHaveLength(1)
    expect(warningsIn(stderr)[0]).toContain(`cannot write to ${path} (${code}`)
    expect(pathsIn(stderr)).toEqual(['/one', '/two'])
    expect(conflicts).toHaveLength(2)
    expect(exit).toBe(0)
  })

  it.each([
    ['deleted', "fs.rmSync('report')", ['/two']],
    ['rotated', "fs.renameSync('report', 'report.1')", ['/two']],
    [
      'rotated and made anew',
      "fs.renameSync('report', 'report.1'); fs.writeFileSync('report', '')",
      ['/two'],
    ],
    ['emptied', "fs.truncateSync('report')", ['/two']],
    ['left alone', '', ['/one', '/two']],
  ])('goes on when it is %s', async (_, between, paths) => {
    const folder = folderOf({ 'app.js': twice(between) })
    const { stderr } = await run(folder, output('report'))
    expect(pathsIn(readFileSync(join(folder, 'report'), 'utf8'))).toEqual(paths)
    expect(stderr).toBe('')
  })

  it('that has become a folder still gets what comes', async () => {
    const between = "fs.renameSync('report', 'report.1'); fs.mkdirSync('report')"
    const folder = folderOf({ 'app.js': twice(between) })
    const { stderr, code } = await run(folder, output('report'))
    expect(pathsIn(readFileSync(join(folder, 'report.1'), 'utf8'))).toEqual(['/one', '/two'])
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })
})

describe('standard error', () => {
  const shell = (folder: string, redirection: string) =>
    spawnSync('/bin/sh', ['-c', `exec "$0" "$@" ${redirection}`, node, ...preload, join(folder, 'app.js')], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    })

  it.each([
    ['is closed', '2>&-'],
    ['is full', '2>/dev/full'],
    ['is nowhere', '2>/dev/null'],
    ['is only for reading', '2</dev/null'],
  ])('that %s does not trouble the application', (_, redirection) => {
    const folder = folderOf({ 'app.js': `${once}console.log('done')` })
    const { stdout, status } = shell(folder, redirection)
    expect(stdout).toBe('done\n')
    expect(status).toBe(0)
  })

  it('that the application closes does not trouble it', async () => {
    const folder = folderOf({ 'app.js': `require('node:fs').closeSync(2)\n${once}console.log('done')` })
    const { stdout, code } = await run(folder)
    expect(stdout).toBe('done\n')
    expect(code).toBe(0)
  })

  it('that no one reads any more does not stop the application', () => {
    const folder = folderOf({ 'app.js': twice("fs.writeFileSync('done', '')") })
    const pipe =
      '{ "$0" "$@" 2>&1 >/dev/null; echo $? >code; } | true; while [ ! -s code ]; do sleep 0.01; done'
    spawnSync('/bin/sh', ['-c', pipe, node, ...preload, 'app.js'], { cwd: folder })
    expect(readFileSync(join(folder, 'code'), 'utf8')).toBe('0\n')
    expect(existsSync(join(folder, 'done'))).toBe(true)
  })

  // A pipe is theirs who share it: any of them may have made it one that refuses at once.
  it.each([
    ['waits', 0],
    ['refuses at once', constants.O_NONBLOCK],
  ])('that is a full pipe which %s gets each report whole, once somebody reads', async (_, flag) => {
    const count = 60
    const folder = folderOf({
      'app.js': `const { ServerResponse } = require('node:http')
let left = ${count}
const make = () => {
  const text = 'res => { res.end(); try { res.setHeader("a", "b") } catch {} } //# sourceURL=/app/' + left + '.js'
  eval(text)(new ServerResponse({ method: 'GET', url: '/' + 'x'.repeat(1500) }))
  if (--left > 0) setTimeout(make, 1)
  else setTimeout(() => console.log('made'), 20)
}
make()
process.stdin.on('data', () => process.exit())
`,
    })
    execFileSync('mkfifo', [join(folder, 'pipe')])
    const reading = openSync(join(folder, 'pipe'), constants.O_RDWR | constants.O_NONBLOCK)
    const writing = openSync(join(folder, 'pipe'), constants.O_WRONLY | flag)
    const child = spawn(node, [...preload, 'app.js'], {
      cwd: folder,
      env: { PATH: process.env.PATH, HEADERS_TRACE_FORMAT: 'json' },
      stdio: ['pipe', 'pipe', writing],
    })
    closeSync(writing)
    // The event loop has gone on all the while: no one has read.
    await onceEmitted(child.stdout ?? child, 'data')
    let text = ''
    const read = () => {
      const bytes = Buffer.alloc(65_536)
      try {
        text += bytes.subarray(0, readSync(reading, bytes)).toString('latin1')
      } catch {}
    }
    const timer = setInterval(read, 1)
    while (text.split('\n').length <= count) await setTimeout(5)
    child.stdin?.end('end')
    await onceEmitted(child, 'exit')
    clearInterval(timer)
    closeSync(reading)
    expect(pathsIn(text)).toHaveLength(count)
    expect(text.trimEnd().split('\n')).toHaveLength(count)
  })

  it('stays unmade where the application does not use it', async () => {
    const look = "Object.getOwnPropertyDescriptor(process, 'stderr')"
    const folder = folderOf({
      'app.js': `${aResponse}let made = 0
const { get } = ${look}
Object.defineProperty(process, 'stderr', { get() { made++; return get() }, configurable: true })
res.end()
try { res.setHeader('a', 'b') } catch {}
setImmediate(() => console.log(made))`,
    })
    const { stdout, stderr } = await run(folder)
    expect(stdout).toBe('0\n')
    expect(stderr).toContain('fingerprint')
  })
})
