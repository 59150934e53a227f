import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pages, readPage } from '../docs/outputs.mjs'
import { addFiles, folderOf, node, root, run } from './program'

/** A block of commands, and what the comment above it says of it. */
interface Commands {
  readonly page: string
  readonly mark: string
  readonly text: string
}

const blocks = pages.flatMap(page =>
  [...readPage(page).matchAll(/(?:<!-- (.*?) -->\n+)?^```(?:sh|bash|shell)\n([\s\S]*?)^```$/gm)].map(
    ([, mark = '', text = '']): Commands => ({ page, mark, text }),
  ),
)

/** Responds to a request of its own twice, and ends. */
const app = `const http = require('node:http')
const server = http.createServer((req, res) => {
  res.end('first')
  try {
    res.writeHead(500)
  } catch {}
})
server.listen(0, () => http.get({ port: server.address().port }, res => res.resume().on('end', () => server.close())))
`

// What the person at the keyboard has set must not decide what is printed.
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(HEADERS_TRACE|NODE_|VITEST|GITHUB_|npm_)/i.test(name)),
)

test('each block of commands is run here, or says why it is not', () => {
  const isMarked = ({ mark }: Commands) => /^(run: exits with \d|scripts$|not run: \w+)/.test(mark)
  expect(blocks.filter(block => !isMarked(block))).toEqual([])
})

describe('the commands of', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headers-trace-'))
    addFiles(folder, {
      'package.json': JSON.stringify({ scripts: { start: 'node app.js' } }),
      'app.js': app,
      'app.test.js': "require('node:test')('responds', () => require('./app.js'))\n",
      'node_modules/.bin/headers-trace': `#!/bin/sh\nexec node '${join(root, 'dist/src/tools/cli/main.js')}' "$@"\n`,
      'bin/node': `#!/bin/sh\nexec '${node}' "$@"\n`,
    })
    for (const program of ['node_modules/.bin/headers-trace', 'bin/node'])
      chmodSync(join(folder, program), 0o755)
    mkdirSync(join(folder, 'node_modules'), { recursive: true })
    symlinkSync(root, join(folder, 'node_modules/headers-trace'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  // In their order, as later ones read what earlier ones have written.
  const toRun = blocks.filter(({ mark }) => mark.startsWith('run:'))
  test.each(toRun.map(block => [block.page, block.text, block] as const))(
    '%s: %s',
    (_page, text, { mark }) => {
      const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', text], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...environment, PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
      })
      expect(status, stdout + stderr).toBe(Number(/\d/.exec(mark)?.[0]))
      expect(stderr).not.toMatch(/^headers-trace: (?!the run fails: )/m)
    },
  )

  test.each(blocks.filter(({ mark }) => mark === 'scripts'))('$page are there', ({ text }) => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const commands = text
      .split('\n')
      .map(line => line.replace(/ +#.*/, ''))
      .filter(Boolean)
    const isThere = (command: string) => {
      const [, script] = /^npm (?:run )?([\w-]+)$/.exec(command) ?? []
      return script === undefined ? existsSync(join(root, command.replace(/^node /, ''))) : script in scripts
    }
    expect(commands.filter(command => !isThere(command))).toEqual([])
  })
})

test('the program in the README gets a report', async () => {
  const [, text = ''] = /<!-- run: app\.js -->\n```js\n([\s\S]*?)^```$/m.exec(readPage('README.md')) ?? []
  const { stderr, conflicts } = await run(folderOf({ 'app.js': text }))
  expect(stderr).toContain('responded twice')
  expect(conflicts[0]?.first.site?.line).toBe(5)
  expect(conflicts[0]?.second.site?.line).toBe(7)
})
