import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aResponse, folderOf, node, root, run } from './program'

const read = (file: string) => readFileSync(join(root, file), 'utf8')
const { version, dependencies, exports, bin } = JSON.parse(read('package.json'))

interface Packed {
  filename: string
  size: number
  unpackedSize: number
  files: { path: string; mode: number }[]
}

/** The part by which the sizes in the README may be wrong before somebody has to correct them. */
const margin = 0.15

/** Packs the package as it would be published, but for building it anew. */
function packed(folder: string): Packed {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  return JSON.parse(
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  )[0]
}

describe('the package', () => {
  let pack: Packed
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headers-trace-'))
    pack = packed(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const paths = () => pack.files.map(({ path }) => path)

  test('has what is run, what explains it, and nothing else', () => {
    expect([...new Set(paths().map(path => path.split('/')[0]))].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'docs',
      'package.json',
    ])
    expect(paths().filter(path => path.startsWith('docs/'))).toEqual(['docs/causes.md'])
    expect(paths().filter(path => !/\.(js|d\.ts|css|html|md|json)$|^LICENSE$/.test(path))).toEqual([])
  })

  test('has each file that package.json leads to', () => {
    const targets = [bin, ...Object.values(exports)].flatMap(entry =>
      typeof entry === 'string' ? [entry] : Object.values(entry as Record<string, string>),
    )
    const missing = targets.filter(target => !paths().includes(target.replace(/^\.\//, '')))
    expect(missing).toEqual([])
  })

  test('is about as large as the README says', () => {
    const [, own, all] =
      /([\d.]+) MB of its own, ([\d.]+) MB with what it depends on/.exec(read('README.md')) ?? []
    const installed = installedPackages().reduce((sum, { folder }) => sum + sizeOf(folder), pack.unpackedSize)
    expect(Math.abs(pack.unpackedSize / 1e6 / Number(own) - 1)).toBeLessThan(margin)
    expect(Math.abs(installed / 1e6 / Number(all) - 1)).toBeLessThan(margin)
  })

  test('runs when it is unpacked into a folder of a program', async () => {
    const target = join(folder, 'node_modules/headers-trace')
    mkdirSync(target, { recursive: true })
    execFileSync('tar', ['xzf', join(folder, pack.filename), '-C', target, '--strip-components=1'])
    for (const name of Object.keys(dependencies)) {
      mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true })
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
    }
    const app = folderOf({ 'app.js': `${aResponse}res.end()\nres.setHeader('a', 'b')\n` })
    const { stderr } = await run(app, { args: ['--require', join(target, 'dist/register.js')] })
    expect(stderr).toContain('late-header')
    expect(stderr).toContain('app.js:2')

    const cli = join(target, bin['headers-trace'])
    const printed = (...args: string[]) => execFileSync(node, [cli, ...args], { encoding: 'utf8' })
    expect(printed('--version')).toBe(`${version}\n`)
    expect(printed('explain', 'loop')).toContain('loop')
  })
})

describe('each package that is installed with it', () => {
  const page = read('docs/dependencies.md')

  test.each(installedPackages())('$name is listed with its licence, $license', ({ name, license }) => {
    expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\| ${license} \\|`, 'm'))
  })

  test('may be used by anybody', () => {
    const licences = new Set(installedPackages().map(({ license }) => license))
    expect([...licences].filter(licence => !['MIT', 'BSD-3-Clause', 'ISC'].includes(licence))).toEqual([])
  })
})

test('the lock file leaves it to npm where packages come from', () => {
  expect(read('package-lock.json').match(/https?:\/\/registry[^"]*/g)).toBeNull()
  expect(read('package-lock.json')).not.toContain('"resolved": "http')
})

/** What npm installs along with the package. */
function installedPackages() {
  const { packages } = JSON.parse(read('package-lock.json'))
  const found = new Set<string>()
  const visit = (names: string[]) => {
    for (const name of names) {
      if (found.has(name)) continue
      found.add(name)
      visit(Object.keys(packages[`node_modules/${name}`].dependencies ?? {}))
    }
  }
  visit(Object.keys(dependencies))
  return [...found].map(name => {
    const folder = join(root, 'node_modules', name)
    return {
      name,
      folder,
      license: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).license as string,
    }
  })
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}
