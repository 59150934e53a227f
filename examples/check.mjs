// Runs a story under the preload, compares its report with its marks, and tries the edit that the report offers.
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { lookAlikes, marksOf, register, root, runExample, stories } from './run.mjs'

/**
 * What became of a story: its conflicts, whether the edit fixes it (`verified`, `none` where none is offered, or what is wrong
 * with it), and the differences between its report and its marks.
 */
export async function checkStory(name, options = {}) {
  const folder = join(stories, name)
  const marks = marksOf(folder)
  const { conflicts, responses } = await conflictsOf(folder, options)
  const problems = differences(conflicts, marks)
  const [conflict] = conflicts
  const edits = conflict?.fix.edits ?? []
  const edit = edits.length === 0 ? 'none' : await tryEdits(folder, edits, marks, responses, options)
  if (edit !== 'none' && edit !== 'verified') problems.push(`edit: ${edit}`)
  return { name, marks, conflict, conflicts, edit, problems }
}

/** What is wrong with a correct program: conflicts that were reported, requests that got no response. */
export async function checkLookAlike(name, options = {}) {
  const { conflicts, responses, stderr } = await conflictsOf(join(lookAlikes, name), options)
  const problems = conflicts.map(({ message }) => message)
  if (responses.length === 0) problems.push(`no request was made: ${stderr.slice(0, 500)}`)
  for (const { error, status, body } of responses)
    if (error !== undefined || status >= 500 || status === 1) problems.push(error ?? `${status} ${body}`)
  return { name, problems }
}

/** Runs the program of a folder under the preload. */
export async function conflictsOf(folder, options = {}) {
  const run = await runExample(folder, {
    ...options,
    args: ['--require', register],
    // Many stories at once make a busy machine, on which the budget would rightly leave out paths.
    environment: { HEADERS_TRACE_FORMAT: 'json', HEADERS_TRACE_BUDGET: 'full' },
  })
  const lines = run.stderr.split('\n').filter(line => line.startsWith('{"schema":"headers-trace/1"'))
  // The same object comes again when the process ends, with the number of its occurrences.
  const conflicts = new Map(lines.map(line => JSON.parse(line)).map(each => [each.fingerprint, each]))
  return { ...run, conflicts: [...conflicts.values()] }
}

function differences(conflicts, marks) {
  if (conflicts.length !== 1) return [`${conflicts.length} conflicts are reported`]
  const [conflict] = conflicts
  const problems = ['first', 'second'].flatMap(name =>
    isAt(conflict[name], marks[name])
      ? []
      : [`${name}: ${shown(conflict[name], marks[name])}, marked ${JSON.stringify(marks[name])}`],
  )
  const hidden = conflict.hidden?.name ?? null
  if (hidden !== marks.hidden) problems.push(`hidden: ${hidden}, marked ${marks.hidden}`)
  if (conflict.cause !== marks.cause) problems.push(`cause: ${conflict.cause}, marked ${marks.cause}`)
  return problems
}

/** Whether a side of a conflict is at a marked line, or the response of a marked package. */
export function isAt({ site, path }, mark) {
  if (mark === null) return false
  if (mark.package === undefined) return site?.file === mark.file && site.line === mark.line
  return site?.owner !== 'app' && packagesOn(path).some(name => name.startsWith(`${mark.package}@`))
}

/** A side in a line: `app.js:12`, or the marked package that responded by itself. */
export function shown({ site, path }, mark) {
  if (site?.owner === 'app') return `${site.file}:${site.line}`
  const names = packagesOn(path)
  return names.find(name => name.startsWith(`${mark?.package}@`)) ?? names[0] ?? 'unknown'
}

function packagesOn(path) {
  return path?.[0]?.frames.flatMap(frame => (frame.owner === 'package' ? [frame.package] : [])) ?? []
}

async function tryEdits(folder, edits, marks, before, options) {
  const copy = join(root, '.cache/gallery', `${basename(folder)}-${process.pid}`)
  try {
    copyFolder(folder, copy)
    for (const file of new Set(edits.map(edit => edit.file))) {
      const path = join(copy, file)
      const own = edits.filter(edit => edit.file === file)
      writeFileSync(path, applied(readFileSync(path, 'utf8'), own))
    }
    const { scripts } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8'))
    if (scripts?.build !== undefined)
      execFileSync('npm', ['run', '--silent', 'build'], { cwd: copy, stdio: ['ignore', 'ignore', 'pipe'] })
    const { conflicts, responses } = await conflictsOf(copy, options)
    if (conflicts.length > 0) return `does not fix: ${conflicts[0].message}`
    // Where a framework responded because nothing else had, the application's own response takes its place.
    if (marks.first?.package !== undefined) return 'verified'
    if (marks.meant !== null)
      return isMeant(responses[0], marks.meant) ? 'verified' : `gives ${JSON.stringify(responses[0])}`
    // A response that the mistake had broken off cannot stay as it was.
    if (isBroken(before[0]) && !isBroken(responses[0])) return 'verified'
    const [was, is] = [before[0], responses[0]].map(response => JSON.stringify(response))
    return was === is ? 'verified' : `changes the response from ${was} to ${is}`
  } catch (error) {
    return String(error.stderr ?? error)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

function isMeant(response, { status, body }) {
  return response?.status === status && response.body.startsWith(body)
}

// A client of the story's own says it by its exit code.
function isBroken(response) {
  return response?.error !== undefined || response?.status === 1
}

function copyFolder(folder, copy) {
  mkdirSync(copy, { recursive: true })
  for (const name of readdirSync(folder)) {
    if (name === 'node_modules') continue
    cpSync(join(folder, name), join(copy, name), { recursive: true })
  }
  const packages = join(folder, 'node_modules')
  if (existsSync(packages)) symlinkSync(packages, join(copy, 'node_modules'), 'junction')
}

/** A text with edits made, whose positions are those of the text as it was. */
export function applied(text, edits) {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
  const offsetOf = ({ line, column }) => starts[line - 1] + column - 1
  return edits
    .toSorted((one, other) => offsetOf(other.start) - offsetOf(one.start))
    .reduce(
      (made, { start, end, text }) => made.slice(0, offsetOf(start)) + text + made.slice(offsetOf(end)),
      text,
    )
}
