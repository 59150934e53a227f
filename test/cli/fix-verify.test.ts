import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { register } from '../../examples/run.mjs'
import type { Conflict } from '../../src/report/conflict'
import { folderOf, node } from '../program'
import { cli, headersTrace } from './command-line'

const app = `const http = require('node:http')
const settings = require('./settings.json')
const orders = new Map([['1', { id: 1 }]])

module.exports = http.createServer((req, res) => {
  const order = orders.get(req.url.slice(1))
  if (!order) {
    res.writeHead(404)
    res.end(settings.missing)
  }
  res.setHeader('Content-Type', 'application/json')
  res.end(JSON.stringify(order))
})
`

// What the server's mistake throws is none of its business; what a client gets is.
const script = `process.on('uncaughtException', () => {})
const server = require('./app')
server.listen(0, async () => {
  const get = async path => {
    const response = await fetch('http://127.0.0.1:' + server.address().port + path)
    return response.status + ' ' + (await response.text())
  }
  const got = [await get('/1'), await get('/2')].join()
  console.log(got)
  server.closeAllConnections()
  server.close()
  if (got !== '200 {"id":1},404 none') process.exitCode = 3
})
`

/** A project with a conflict that its script provokes, and the report of it. */
function projectOf(more: Record<string, string> = {}) {
  const folder = folderOf(
    { 'app.js': app, 'script.js': script, 'settings.json': '{"missing":"none"}', ...more },
    'project',
  )
  const reports = join(folder, 'reports.ndjson')
  execFileSync(node, ['--require', register, 'script.js'], {
    cwd: folder,
    env: { HEADERS_TRACE_FORMAT: 'json', HEADERS_TRACE_OUTPUT: reports },
  })
  const conflict: Conflict = JSON.parse(readFileSync(reports, 'utf8').split('\n')[0] ?? '')
  return { folder, conflict, temporary: folderOf({}) }
}

type Project = ReturnType<typeof projectOf>

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.email=a@example.com', '-c', 'user.name=a', ...args], {
    cwd: folder,
    encoding: 'utf8',
  })

function committed(project: Project): Project {
  git(project.folder, 'init', '--quiet')
  writeFileSync(join(project.folder, '.gitignore'), 'reports.ndjson\nsettings.json\n')
  git(project.folder, 'add', '.')
  git(project.folder, 'commit', '--quiet', '--message', 'All')
  return project
}

const argsOf = (...more: string[]) => [
  'fix',
  'reports.ndjson',
  '--verify',
  ...more,
  '--',
  'node',
  'script.js',
]

function verify({ folder, temporary }: Project, args = argsOf()) {
  return headersTrace(args, { directory: folder, environment: { TMPDIR: temporary } })
}

/** Puts other edits into the report: each replaces the line of a text. */
function offer({ folder, conflict }: Project, ...replacements: [line: number, text: string][][]) {
  const lines = app.split('\n')
  const candidates = replacements.map((edits, index) => ({
    certain: false as const,
    text: `Try ${index + 1}.`,
    edits: edits.map(([line, text]) => ({
      file: 'app.js',
      start: { line, column: 1 },
      end: { line, column: (lines[line - 1]?.length ?? 0) + 1 },
      text,
      before: lines[line - 1] ?? '',
    })),
  }))
  const offered: Conflict = { ...conflict, fix: { text: 'One of these.', edits: [], candidates } }
  writeFileSync(join(folder, 'reports.ndjson'), `${JSON.stringify(offered)}\n`)
}

describe('headers-trace fix --verify', () => {
  test('keeps an edit with which the conflict is gone, and changes nothing', () => {
    const project = committed(projectOf())
    const { stdout, status } = verify(project)
    expect(stdout).toMatch(/missing-return {2}\w{12} {2}right\n/)
    expect(stdout).toContain('The conflict is gone.')
    expect(stdout).toMatch(/1 bug of 1 fixed, apply with --write\n$/)
    expect(status).toBe(0)
    expect(readFileSync(join(project.folder, 'app.js'), 'utf8')).toBe(app)
    expect(git(project.folder, 'worktree', 'list').trim().split('\n')).toHaveLength(1)
    expect(readdirSync(project.temporary)).toEqual([])
  })

  test('writes what it found right', () => {
    const project = projectOf()
    expect(verify(project, argsOf('--write')).status).toBe(0)
    const expected = app.replace('    res.end(settings', '    return res.end(settings')
    expect(readFileSync(join(project.folder, 'app.js'), 'utf8')).toBe(expected)
    expect(verify(project).stdout).toContain('not tried: its edit is already applied')
  })

  test('tries what is not committed', () => {
    const project = committed(projectOf())
    git(project.folder, 'rm', '--quiet', '--cached', 'app.js')
    git(project.folder, 'commit', '--quiet', '--message', 'Less')
    expect(verify(project).stdout).toContain('The conflict is gone.')
  })

  test('tries the next edit where one does not help', () => {
    const project = projectOf()
    offer(
      project,
      [[6, '  const order = orders.get(req.url)']],
      [[9, '    return res.end(settings.missing)']],
    )
    const { stdout, status } = verify(project)
    expect(stdout).toMatch(/no {3}likely: Try 1\. Seen: the conflict is still there\./)
    expect(stdout).toMatch(/yes {2}likely: Try 2\. The conflict is gone\./)
    expect(stdout).toContain('+   return res.end(settings.missing)')
    expect(status).toBe(0)
  })

  test('knows another conflict by a line that an edit has changed, and fixes each', () => {
    const project = projectOf({
      'app.js': `module.exports = require('node:http').createServer((req, res) => {
  try {
    show(req, res)
  } catch {}
})

function show(req, res) {
  if (req.url.includes('a')) res.writeHead(404).end('none')
  if (req.url.includes('b')) res.writeHead(400).end('bad')
  res.writeHead(200).end('fine')
}
`,
      'script.js': script
        .replace("[await get('/1'), await get('/2')]", "[await get('/b'), await get('/b'), await get('/ab')]")
        .replace('200 {"id":1},404 none', '400 bad,400 bad,404 none'),
    })
    const { stdout, status } = verify(project, argsOf('--write'))
    expect(stdout).toContain('2 bugs of 2 fixed, written')
    expect(status).toBe(0)
    expect(readFileSync(join(project.folder, 'app.js'), 'utf8').match(/return res/g)).toHaveLength(2)
  })

  test('tries an edit in several files, and none outside of the project', () => {
    const project = projectOf()
    const { conflict, folder } = project
    symlinkSync('/etc/hostname', join(folder, 'link.js'))
    const whole = (file: string, line: number, before: string, text: string) => ({
      file,
      start: { line, column: 1 },
      end: { line, column: before.length + 1 },
      text,
      before,
    })
    const settings = '{"missing":"none"}'
    const send = '    res.end(settings.missing)'
    const candidates = [
      [whole('../outside.js', 1, '', 'x')],
      [whole('/etc/hostname', 1, '', 'x')],
      [whole('link.js', 1, '', 'x')],
      [whole('app.js', 9, send, `    return ${send.trim()}`), whole('settings.json', 1, 'other', 'x')],
      [
        whole('app.js', 9, send, '    return res.end(settings.absent)'),
        whole('settings.json', 1, settings, '{"absent":"none"}'),
      ],
    ].map(edits => ({ certain: false as const, text: 'Try.', edits }))
    const offered = { ...conflict, fix: { text: 'One of these.', edits: [], candidates } }
    writeFileSync(join(folder, 'reports.ndjson'), `${JSON.stringify(offered)}\n`)
    const { stdout, status } = verify(project, argsOf('--write'))
    expect(stdout.match(/^ {2}(?:no|yes) /gm)).toEqual(['  no ', '  no ', '  no ', '  no ', '  yes '])
    expect(status).toBe(0)
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toBe('{"absent":"none"}')
    expect(readFileSync(join(folder, 'app.js'), 'utf8')).toContain('return res.end(settings.absent)')
  })

  test.each([
    [
      'breaks the command',
      [
        [8, '    return res.end()'],
        [9, ''],
      ],
      /Seen: the command ended with 3, and with 0 before/,
    ],
    [
      'makes another conflict',
      [[9, '    res.end(settings.missing); return res.setHeader("X-Late", "1")']],
      /Seen: another conflict came up/,
    ],
    ['does not parse', [[9, '    return return']], /Seen: the file would not parse any more/],
    ['never ends', [[9, '    while (true);']], /Seen: the command did not end in time/],
  ] as [string, [number, string][], RegExp][])('refuses an edit that %s', (what, edits, seen) => {
    const project = projectOf({
      'script.js':
        what === 'breaks the command'
          ? script
              .replace('\'200 {"id":1},404 none\'', '"never"')
              .replace('= 3', '= got.includes("404") ? 0 : 3')
          : script,
    })
    offer(project, edits)
    const { stdout, status } = verify(project, argsOf('--timeout', '5'))
    expect(stdout).toMatch(seen)
    expect(stdout).toContain('no edit was found right')
    expect(status).toBe(1)
    expect(readFileSync(join(project.folder, 'app.js'), 'utf8')).toBe(app)
  })

  test('says that the conflict does not come up', () => {
    const project = projectOf()
    const { stdout, status } = verify(project, [
      'fix',
      'reports.ndjson',
      '--verify',
      '--',
      'node',
      '--version',
    ])
    expect(stdout).toContain('not tried: the conflict does not come up in this command')
    expect(status).toBe(1)
  })

  test('says that a command has to end', () => {
    const project = projectOf({ 'forever.js': 'setInterval(() => {}, 1000)' })
    const args = ['fix', 'reports.ndjson', '--verify', '--timeout', '1', '--', 'node', 'forever.js']
    const { stderr, status } = verify(project, args)
    expect(stderr).toContain('the command did not end within 1 second; it has to end by itself')
    expect(status).toBe(2)
    expect(readdirSync(project.temporary)).toEqual([])
  })

  test('shows what the command printed where it had no conflict at all', () => {
    const project = projectOf({ 'busy.js': 'console.log("\\u001b[31mEADDRINUSE"); process.exit(1)' })
    const { stdout, status } = verify(project, [...argsOf().slice(0, -1), 'busy.js'])
    expect(stdout).toContain('The command had no conflict at all, and printed at its end:\n  | EADDRINUSE\n')
    expect(stdout).toContain('the command ended with 1 before, 0 bugs of 0 fixed, 1 not tried')
    expect(status).toBe(1)
  })

  test('runs no hook of git, and copies what a checkout would change', () => {
    const project = committed(
      projectOf({ 'lines.txt': 'a\r\n', 'folder/file.txt': 'a', 'dist/built.js': '' }),
    )
    const hook = join(project.folder, '.git/hooks/post-checkout')
    writeFileSync(hook, `#!/bin/sh\ntouch "${project.temporary}/hooked"\n`, { mode: 0o755 })
    git(project.folder, 'config', 'core.autocrlf', 'input')
    // A folder that has become a file, and a link that has.
    rmSync(join(project.folder, 'folder'), { recursive: true })
    writeFileSync(join(project.folder, 'folder'), 'file')
    const seen = join(folderOf({}), 'seen')
    const script = `const fs = require('node:fs')
      fs.writeFileSync(${JSON.stringify(seen)}, JSON.stringify([
        fs.readFileSync('lines.txt', 'utf8'), fs.readFileSync('folder', 'utf8'), process.env.PWD === process.cwd(),
        require('node:child_process').execSync('git rev-parse --show-toplevel', { encoding: 'utf8' }).trim() === process.cwd(),
      ]))`
    headersTrace(['fix', 'reports.ndjson', '--verify', '--', 'node', '-e', script], {
      directory: project.folder,
      environment: { TMPDIR: project.temporary, GIT_DIR: join(project.folder, '.git') },
    })
    expect(JSON.parse(readFileSync(seen, 'utf8'))).toEqual(['a\r\n', 'file', true, true])
    expect(readdirSync(project.temporary)).toEqual([])
  })

  test('writes through no link out of the copy', () => {
    const project = projectOf()
    const link = join(project.folder, 'link.json')
    symlinkSync(join(project.folder, 'settings.json'), link)
    committed(project)
    rmSync(link)
    writeFileSync(link, '{}')
    expect(verify(project).status).toBe(0)
    expect(readFileSync(join(project.folder, 'settings.json'), 'utf8')).toBe('{"missing":"none"}')
  })

  test('copies a submodule', () => {
    const library = folderOf({ 'index.js': 'module.exports = 1' }, 'library')
    git(library, 'init', '--quiet')
    git(library, 'add', '.')
    git(library, 'commit', '--quiet', '--message', 'All')
    const project = committed(projectOf())
    git(project.folder, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'library')
    git(project.folder, 'commit', '--quiet', '--message', 'Library')
    const { stdout } = verify(project, [
      ...argsOf().slice(0, -2),
      'sh',
      '-c',
      'test -f library/index.js && node script.js',
    ])
    expect(stdout).toContain('The conflict is gone.')
  })

  test('copies a project that the folder for temporary files is in, with spaces, pipes and read-only files', () => {
    const project = projectOf({ 'a folder/ünï.js': '' })
    execFileSync('mkfifo', [join(project.folder, 'pipe')])
    chmodSync(join(project.folder, 'app.js'), 0o444)
    mkdirSync(join(project.folder, 'tmp'))
    const inside = { ...project, temporary: join(project.folder, 'tmp') }
    expect(verify(inside).stdout).toContain('The conflict is gone.')
    expect(readdirSync(inside.temporary)).toEqual([])
  })

  // Whose process is a daemon is seen on Linux only.
  const left = process.platform === 'linux' ? ['a process', 'a daemon'] : ['a process']
  test.each(left)(
    'ends %s that the command has left running, and keeps the end of what it prints',
    async what => {
      const listening = `require('node:net').createServer().listen(0, '127.0.0.1', function () {
      require('node:fs').writeFileSync(process.env.SEEN, String(this.address().port)) })`
      const options = what === 'a daemon' ? "{ detached: true, stdio: 'ignore' }" : "{ stdio: 'inherit' }"
      const project = projectOf({
        'left.js': listening,
        'forks.js': `const { spawn } = require('node:child_process')
        spawn(process.execPath, ['left.js'], ${options}).unref()
        console.log('x'.repeat(20_000_000))
        const untilSeen = () => (require('node:fs').existsSync(process.env.SEEN) ? require('./script') : setTimeout(untilSeen))
        untilSeen()`,
      })
      const folder = folderOf({})
      const [seen, ownSeen] = [join(folder, 'seen'), join(folder, 'own')]
      // One that somebody has started by hand, from the project.
      const own = spawn(node, ['left.js'], { cwd: project.folder, env: { SEEN: ownSeen }, stdio: 'ignore' })
      onTestFinished(() => void own.kill())
      await vi.waitUntil(() => existsSync(ownSeen), 30_000)
      const { stdout } = headersTrace([...argsOf().slice(0, -1), 'forks.js'], {
        directory: project.folder,
        environment: { TMPDIR: project.temporary, SEEN: seen },
      })
      expect(stdout).toContain('The conflict is gone.')
      const connected = async (port: number) => {
        const socket = connect(port, '127.0.0.1')
        const outcome = await once(socket, 'connect').then(
          () => 'yes',
          error => error.code,
        )
        socket.destroy()
        return outcome
      }
      const port = Number(readFileSync(seen, 'utf8'))
      await vi.waitUntil(async () => (await connected(port)) === 'ECONNREFUSED', 30_000)
      expect(await connected(Number(readFileSync(ownSeen, 'utf8')))).toBe('yes')
      own.kill()
    },
  )

  test('takes the whole path of a file for the one in this folder', () => {
    const project = projectOf()
    const { conflict, folder } = project
    const edits = conflict.fix.edits.map(edit => ({ ...edit, file: join(folder, edit.file) }))
    const report = { ...conflict, fix: { ...conflict.fix, edits } }
    writeFileSync(join(folder, 'reports.ndjson'), `${JSON.stringify(report)}\n`)
    expect(verify(project).stdout).toContain('The conflict is gone.')
    expect(readFileSync(join(folder, 'app.js'), 'utf8')).toBe(app)
  })

  test('links packages, and a workspace to its copy', () => {
    const project = projectOf({
      'package-lock.json': '{}',
      'packages/mine/index.js': 'module.exports = __dirname',
      'node_modules/theirs/index.js': 'module.exports = __dirname',
      'where.js': 'console.log(require("theirs"), require("mine")); process.exit(7)',
    })
    symlinkSync('../packages/mine', join(project.folder, 'node_modules/mine'))
    mkdirSync(join(project.folder, 'src'))
    const where =
      "require('node:fs').writeFileSync(process.env.SEEN, [require('theirs'), require('mine')].join())"
    const seen = join(project.temporary, 'seen')
    const { status } = headersTrace(['fix', 'reports.ndjson', '--verify', '--', 'node', '-e', where], {
      directory: project.folder,
      environment: { TMPDIR: folderOf({}), SEEN: seen },
    })
    const [theirs, mine] = readFileSync(seen, 'utf8').split(',')
    expect(theirs).toBe(join(project.folder, 'node_modules/theirs'))
    expect(mine).toMatch(/headers-trace-verify-.*packages\/mine$/)
    expect(status).toBe(1)
  })

  test('leaves nothing behind when it is interrupted', async () => {
    const project = committed(projectOf({ 'forever.js': 'console.log("up"); setInterval(() => {}, 1000)' }))
    const args = [cli, 'fix', 'reports.ndjson', '--verify', '--', 'node', 'forever.js']
    const child = spawn(node, args, {
      cwd: project.folder,
      env: { PATH: process.env.PATH, TMPDIR: project.temporary },
    })
    await once(child.stderr, 'data')
    while (!readdirSync(project.temporary).some(name => name.includes('verify')))
      await new Promise(setImmediate)
    child.kill('SIGINT')
    const [status] = await once(child, 'exit')
    expect(status).toBe(130)
    expect(existsSync(project.temporary) && readdirSync(project.temporary)).toEqual([])
    expect(git(project.folder, 'worktree', 'list').trim().split('\n')).toHaveLength(1)
  })

  test.each([
    [['fix', 'reports.ndjson', '--verify'], '--verify needs -- COMMAND'],
    [['fix', 'reports.ndjson', '--', 'npm', 'test'], 'a command is run with --verify only'],
    [argsOf('--timeout', 'soon'), "--timeout takes seconds, and not 'soon'"],
    [['fix', 'reports.ndjson', '--verify', '--', 'no-such-command'], 'no such command: no-such-command'],
  ])('refuses %j', (args, refusal) => {
    const { stderr, status } = verify(projectOf(), args)
    expect(stderr).toContain(`headers-trace: ${refusal}`)
    expect(status).toBe(2)
  })
})
