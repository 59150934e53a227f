// Compares the report of a real server's bug with what is right, and tries the edits that it offers.
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { applied } from '../check.mjs'
import { root } from '../run.mjs'
import { install } from './install.mjs'
import { folderOf, runServer, storyOf } from './run.mjs'

/**
 * What became of a server: its conflicts, and each difference from what its story says is right.
 *
 * @returns `edit` is `none` where none is offered, `verified` where the server keeps no conflict with it.
 */
export async function checkServer(name) {
  const folder = folderOf(name)
  install(folder)
  const story = await storyOf(folder)
  const { conflicts, output } = await runServer(folder, { story })
  const [conflict] = conflicts
  if (conflict === undefined) return { name, problems: ['nothing is reported'], conflicts, output }
  const problems = differences(folder, conflict, story.right)
  if (conflicts.length > 1) problems.unshift(`${conflicts.length} conflicts are reported`)
  const { edits } = conflict.fix
  const edit = edits.length === 0 ? 'none' : await tryEdits(folder, edits, story)
  if (edit !== 'none' && edit !== 'verified') problems.push(`edit: ${edit}`)
  return { name, conflict, conflicts, edit, problems, output }
}

/** The package whose bug it is, at its version. */
export async function packageOf(name) {
  const { package: packageName } = await storyOf(folderOf(name))
  const { version } = readJson(folderOf(name), 'node_modules', packageName, 'package.json')
  return `${packageName} ${version}`
}

/** A side in a line: `vite/dist/node/cli.js:12`. */
export function shown({ site }) {
  if (site === null) return 'no line'
  return `${site.file.replace(/^(.*\/)?node_modules\//, '')}:${site.line}`
}

function differences(folder, conflict, right) {
  const { kind = 'headers', causes, hidden = null, fork, advice } = right
  const problems = []
  const expect = (isRight, problem) => isRight || problems.push(problem)
  for (const side of ['first', 'second'])
    for (const problem of differencesOfSide(folder, conflict[side], right[side]))
      problems.push(`${side}: ${problem}`)
  expect(conflict.kind === kind, `kind: ${conflict.kind}, not ${kind}`)
  expect(causes.includes(conflict.cause), `cause: ${conflict.cause}, not ${causes.join(' or ')}`)
  const message = conflict.hidden?.message
  expect(hidden === null ? message === undefined : hidden.test(message), `hidden: ${message}, not ${hidden}`)
  if (fork !== undefined)
    expect(fork.file.test(conflict.fork?.file), `fork: in ${conflict.fork?.file}, not ${fork.file}`)
  const { text } = conflict.fix
  for (const pattern of advice.says) expect(pattern.test(text), `advice: without ${pattern}`)
  for (const pattern of advice.never) expect(!pattern.test(text), `advice: with ${pattern}`)
  return problems
}

function differencesOfSide(folder, side, right) {
  const { site, exact, outcome } = side
  const problems = exact ? [] : ['not exact']
  if (right.outcome !== undefined && outcome !== right.outcome)
    problems.push(`${outcome}, not ${right.outcome}`)
  if (site === null) return [...problems, 'no line']
  if (site.owner !== right.owner) problems.push(`owner ${site.owner}, not ${right.owner}`)
  if (right.package !== undefined && !site.package?.startsWith(`${right.package}@`))
    problems.push(`of ${site.package}, not ${right.package}`)
  const line = lineAt(folder, site)
  const isAtLine = typeof right.line === 'string' ? line.includes(right.line) : right.line.test(line)
  if (!right.file.test(site.file) || !isAtLine) problems.push(`at ${shown(side)}, not at ${right.line}`)
  if (right.function !== undefined && !right.function.test(site.function))
    problems.push(`in ${site.function}, not in ${right.function}`)
  return problems
}

// A package whose maps are read need not have shipped its sources: then they are in the maps.
function lineAt(folder, { file, line }) {
  const path = resolve(folder, file)
  const text = existsSync(path) ? readFileSync(path, 'utf8') : mappedSource(path)
  return text?.split('\n')[line - 1] ?? ''
}

function mappedSource(path) {
  const [root] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []
  if (root === undefined) return undefined
  const built = basename(path).replace(/\.\w+$/, '.js')
  for (const file of readdirSync(root, { recursive: true }).filter(file => basename(file) === built)) {
    const [, encoded] =
      /sourceMappingURL=data:.*?;base64,(.+)/.exec(readFileSync(join(root, file), 'utf8')) ?? []
    if (encoded === undefined) continue
    const { sources, sourcesContent } = JSON.parse(Buffer.from(encoded, 'base64').toString())
    const index = sources.findIndex(source => resolve(root, dirname(file), source) === path)
    if (index !== -1) return sourcesContent?.[index]
  }
  return undefined
}

// The packages are linked and not copied, but for the files that are edited.
async function tryEdits(folder, edits, story) {
  const copy = join(root, '.cache/real', `${basename(folder)}-${process.pid}`)
  try {
    linkFolder(folder, copy)
    for (const file of new Set(edits.map(edit => edit.file))) {
      const path = resolve(copy, file)
      const own = edits.filter(edit => edit.file === file)
      const text = applied(readFileSync(path, 'utf8'), own)
      rmSync(path)
      writeFileSync(path, text)
    }
    const { conflicts } = await runServer(copy, { story })
    return conflicts.length === 0 ? 'verified' : `does not fix: ${conflicts[0].message}`
  } catch (error) {
    return String(error)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

function linkFolder(folder, copy) {
  mkdirSync(copy, { recursive: true })
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const [from, to] = [join(folder, entry.name), join(copy, entry.name)]
    if (entry.isDirectory()) linkFolder(from, to)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(from), to)
    else linkSync(from, to)
  }
}

const readJson = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'))
