import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readPage } from '../../docs/outputs.mjs'
import { aResponse, folderOf, node, nodeMajor } from '../program'
import { cli, headersTrace } from './command-line'

const says = (text: string) => `console.log(${JSON.stringify(text)})`

describe('a program', () => {
  test('runs under the preload', () => {
    const directory = folderOf({
      'app.js': `${aResponse}res.end()\ntry { res.setHeader('x', 'y') } catch {}`,
    })
    const { stderr, status } = headersTrace(['app.js'], { directory })
    expect(stderr).toContain('headers-trace  GET / ')
    expect(status).toBe(0)
  })

  test('has what follows its name as its own arguments, options and all', () => {
    const directory = folderOf({ 'app.js': 'console.log(JSON.stringify(process.argv.slice(2)))' })
    const args = ['--version', '-o', 'x', '--', '--help', 'fix']
    expect(JSON.parse(headersTrace(['app.js', ...args], { directory }).stdout)).toEqual(args)
  })

  test('has our input, and we its outputs and its exit code', () => {
    const directory = folderOf({
      'app.js':
        "process.stdin.on('data', text => { console.log('out ' + text); console.error('err ' + text) }).on('end', () => process.exit(7))",
    })
    const { stdout, stderr, status } = headersTrace(['app.js'], { directory, input: 'here' })
    expect([stdout, stderr, status]).toEqual(['out here\n', 'err here\n', 7])
  })

  test('that crashes crashes as it does without the preload', () => {
    const directory = folderOf({ 'app.js': "throw new Error('no')" })
    const { stdout, stderr, status } = spawnSync(node, ['app.js'], { cwd: directory, encoding: 'utf8' })
    expect(headersTrace(['app.js'], { directory })).toMatchObject({ stdout, stderr, status })
  })

  test.each([
    ['an ECMAScript module', 'app.mjs', `import 'node:http'\n${says('module')}`, 'module'],
    ['found as Node finds it', 'app', says('found'), 'found'],
    ['called as a command is', './view', says('no command'), 'no command'],
    ['called as a command is, after --', 'fix', says('no command'), 'no command'],
    ['called as an option is, after --', '--help', says('no option'), 'no option'],
  ])('runs %s', (title, name, text, said) => {
    const directory = folderOf({ [name === 'app' ? 'app.js' : name]: text })
    const args = title.endsWith('after --') ? ['--', name] : [name]
    expect(headersTrace(args, { directory })).toMatchObject({ stdout: `${said}\n`, status: 0 })
  })

  test.skipIf(nodeMajor < 24)('runs in TypeScript where Node does', () => {
    const directory = folderOf({ 'app.ts': "const text: string = 'types'\nconsole.log(text)" })
    expect(headersTrace(['app.ts'], { directory })).toMatchObject({ stdout: 'types\n', status: 0 })
  })
})

/** Starts a program that says when it is ready, and gives what it said in the end. */
async function start(text: string) {
  const directory = folderOf({ 'app.js': `${text}\nsetInterval(() => {}, 1000)\nconsole.log('ready')` })
  const child = spawn(node, [cli, 'app.js'], { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let stdout = ''
  const isReady = new Promise(resolve => {
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text
      if (stdout.includes('ready')) resolve(undefined)
    })
  })
  await isReady
  return { child, said: () => stdout.replace('ready\n', '') }
}

async function ended(child: ChildProcess) {
  const [code, signal] = await once(child, 'close')
  return { code, signal }
}

describe.skipIf(process.platform === 'win32')('a signal', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)(
    '%s reaches the program, which may end as it likes',
    async signal => {
      const { child, said } = await start(
        `process.on('${signal}', () => { console.log('${signal}'); process.exit(3) })`,
      )
      child.kill(signal)
      expect(await ended(child)).toEqual({ code: 3, signal: null })
      expect(said()).toBe(`${signal}\n`)
    },
  )

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const)(
    '%s that ends the program ends the command likewise',
    async signal => {
      const { child } = await start('')
      child.kill(signal)
      expect(await ended(child)).toEqual({ code: null, signal })
    },
  )

  test('that the program dies of by itself is what we die of', async () => {
    const { child } = await start("setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50)")
    expect(await ended(child)).toEqual({ code: null, signal: 'SIGKILL' })
  })

  const hasTerminal = spawnSync('script', ['--version']).status === 0
  test.skipIf(!hasTerminal)('of the keyboard reaches the program once', async () => {
    const directory = folderOf({
      'app.js': `let count = 0
process.on('SIGINT', () => { count++; setTimeout(() => { console.log('interrupts: ' + count); process.exit(0) }, 500) })
setInterval(() => {}, 1000)
console.log('ready')`,
    })
    const terminal = spawn('script', ['-qefc', `${node} ${cli} app.js`, '/dev/null'], { cwd: directory })
    let said = ''
    terminal.stdout.setEncoding('utf8').on('data', text => {
      said += text
      if (/ready\s/.test(text)) terminal.stdin.write('\u0003')
    })
    await once(terminal, 'close')
    expect(said).toContain('interrupts: 1')
  })
})

describe('a parent that has a channel for messages', () => {
  /** Forks the command line with a program, and gives the messages that it sent and how it ended. */
  async function forked(text: string, act: (child: ChildProcess, message: unknown) => void, options = {}) {
    const directory = folderOf({ 'app.js': text })
    const child = fork(cli, ['app.js'], { cwd: directory, execPath: node, execArgv: [], ...options })
    const messages: unknown[] = []
    child.on('message', message => {
      messages.push(message)
      act(child, message)
    })
    const [code] = await once(child, 'exit')
    return { messages, code }
  }

  test('hears the program, which hears it and ends when the channel does', async () => {
    const text = `process.send('ready')
process.on('message', message => process.send({ heard: message }))
process.on('disconnect', () => process.exit(5))`
    const { messages, code } = await forked(text, (child, message) => {
      if (message === 'ready') child.send({ question: 1 })
      else child.disconnect()
    })
    expect(messages).toEqual(['ready', { heard: { question: 1 } }])
    expect(code).toBe(5)
  })

  test('loses it when the program ends it', async () => {
    const text =
      "process.send('last'); process.disconnect(); setTimeout(() => process.exit(process.connected ? 1 : 6), 50)"
    expect(await forked(text, () => {})).toEqual({ messages: ['last'], code: 6 })
  })

  test.skipIf(process.platform !== 'linux')('gets what only the advanced form of messages has', async () => {
    const text = "process.send(new Map([['a', 1n]]))\nprocess.disconnect()"
    const { messages } = await forked(text, () => {}, { serialization: 'advanced' })
    expect(messages).toEqual([new Map([['a', 1n]])])
  })

  test('gets a socket that the program hands over, and hands one back', async () => {
    const text = `process.on('message', (_, socket) => socket.end('from the program'))
process.send('ready')`
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    let said = ''
    await forked(text, async child => {
      connect(port, '127.0.0.1')
        .setEncoding('utf8')
        .on('data', text => {
          said += text
        })
        .on('close', () => child.disconnect())
      const [socket] = await once(server, 'connection')
      child.send('here', socket)
    })
    server.close()
    expect(said).toBe('from the program')
  })
})

describe.skipIf(process.platform === 'win32')('another command', () => {
  const app = `${aResponse}res.end()\ntry { res.setHeader('x', 'y') } catch {}`

  test.each([
    ['of the system', ['node', 'app.js']],
    ["of the project's packages", ['start-it', '--flag']],
    ['of npm', ['npm', 'start', '--silent']],
    ['called as an own command is, after --', ['--', 'view']],
  ])('%s has the preload in every Node that it starts', (_, args) => {
    const script = '#!/bin/sh\nexec node app.js\n'
    const directory = folderOf({
      'my project/app.js': app,
      'my project/package.json': '{ "scripts": { "start": "node app.js" } }',
      'my project/node_modules/.bin/start-it': script,
      'my project/node_modules/.bin/view': script,
    })
    const folder = join(directory, 'my project')
    for (const name of ['start-it', 'view']) chmodSync(join(folder, 'node_modules/.bin', name), 0o755)
    const { stderr, status } = headersTrace(args, { directory: folder })
    expect(stderr).toContain('GET / had a header changed after the response')
    expect(status).toBe(0)
  })

  test('adds to the options of Node that there are', () => {
    const { stdout } = headersTrace(['node', '-p', 'process.env.NODE_OPTIONS'], {
      environment: { NODE_OPTIONS: '--stack-trace-limit=7' },
    })
    expect(stdout).toMatch(/^--stack-trace-limit=7 --require ".*register\.js"\n$/)
  })
})

test.each([
  [['--stack-trace-limit=7', 'app.js'], '7 '],
  [['--title', 'shop', '--stack-trace-limit=8', 'app.js', '--title'], '8 --title'],
])('options of Node before a program are for Node: %j', (args, printed) => {
  const directory = folderOf({ 'app.js': 'console.log(Error.stackTraceLimit, process.argv.slice(2).join())' })
  expect(headersTrace(args, { directory }).stdout.trim()).toBe(printed.trim())
})

test('a program without a parent that sends messages has no `process.send`', () => {
  const directory = folderOf({ 'app.js': 'console.log(typeof process.send)' })
  expect(headersTrace(['app.js'], { directory }).stdout).toBe('undefined\n')
})

describe('a command line that is not understood', () => {
  test.each([
    [[], 'no program or command (see headers-trace --help)'],
    [['--foo'], "unknown option '--foo' (see headers-trace --help)"],
    [['--require', 'x'], 'no program or command after --require x'],
    [['nowhere.js'], 'no such program or command: nowhere.js'],
    [['nowhere-at-all'], 'no such program or command: nowhere-at-all'],
    [['--inspect', 'view', 'x'], "unknown option '--inspect'"],
    [['--inspect', 'nowhere'], "'--inspect' is an option of Node, and 'nowhere' is not a Node program"],
    [['veiw', 'x.ndjson'], "no such program or command: veiw; did you mean 'view'?"],
    [['explain', 'missing-retrun'], "there is no cause 'missing-retrun'; did you mean 'missing-return'?"],
    [['view'], 'view needs a file of reports'],
    [['view', 'nowhere.ndjson'], 'cannot read nowhere.ndjson'],
    [['view', '--close', 'x'], "unknown option '--close'"],
    [['explain', 'loop', 'next-twice'], 'explain takes one cause'],
    [['explain', 'bad-luck'], "there is no cause 'bad-luck'; there are missing-return"],
    [['explain', 'loop', '--loud'], "unknown option '--loud'"],
    [['fix', '\u001b[31m'], 'cannot read \\u001b[31m'],
  ])('%j gets one line and exit status 2', (args, line) => {
    const { stdout, stderr, status } = headersTrace(args)
    expect(stderr).toContain(`headers-trace: ${line}`)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect([stdout, status]).toEqual(['', 2])
  })
})

describe('headers-trace', () => {
  test('prints its version', () => {
    expect(headersTrace(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test('has a help that fits 80 columns and names each variable', () => {
    const { stdout } = headersTrace(['--help'])
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
    const variables = [...readPage('README.md').matchAll(/^\| `(HEADERS_TRACE\w*)` \|/gm)]
    expect(variables).not.toEqual([])
    for (const [, variable] of variables) expect(stdout).toContain(`  ${variable}=`)
  })

  test('prints how it and each command is used', () => {
    const { stdout, status } = headersTrace(['--help'])
    for (const command of ['[OPTIONS OF NODE] PROGRAM', 'COMMAND', 'view', 'list', 'fix', 'explain'])
      expect(stdout).toContain(`headers-trace ${command} `)
    expect(status).toBe(0)
    expect(headersTrace(['view', '--help']).stdout).toContain('headers-trace view reports')
  })

  test('is where the package says', async () => {
    const { default: manifest } = await import('../../package.json')
    expect(join(cli)).toContain(join(manifest.bin['headers-trace']))
  })
})
