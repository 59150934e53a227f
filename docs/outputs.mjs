// What the program prints, for the pages that show it. A page asks for an output by name, above a fenced block:
//
//     <!-- output: found-or-not -->
//
// `npm run docs` fills the block in; `test/docs.test.ts` holds it to what is printed today.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { register, root, runExample, stories } from '../examples/run.mjs'

/** The pages that may show outputs, from the root of the repository. */
export const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'docs/how-it-works.md',
  'docs/causes.md',
  'docs/dependencies.md',
  'docs/reliability.md',
  'docs/cost.md',
  'docs/adopting.md',
  'docs/security.md',
  'docs/comparison.md',
  'examples/testing/README.md',
]

/** A picture of one of the outputs. */
export const picture = 'docs/report.svg'
export const pictured = 'found-or-not'

/** Columns of the terminal in which the outputs were printed. */
const columns = 100

const outputs = {
  [pictured]: async () => stripVTControlCharacters(await colouredReport()),
  'found-or-not, the error': async () => errorIn(await stderrOf('found-or-not')),
  'found-or-not, the message': async () => (await conflictOf('found-or-not')).message,
  'found-or-not, as JSON': async () => inShort(await conflictOf('found-or-not')),
  'redirect-later': async () => reportIn(await stderrOf('redirect-later')),
  'compare, node': () => traceOf([]),
  'compare, longjohn': () => traceOf(['--require', 'longjohn']),
  'compare, trace': () => traceOf(['--require', 'trace']),
  'headers-trace --help': () => commandLine(root, '--help'),
  'headers-trace view': () => viewed('found-or-not'),
  'headers-trace check': () => found('two-notices'),
  'the table of causes': tableOfCauses,
}

/** The output of that name, as printed now. */
export function outputOf(name) {
  if (!Object.hasOwn(outputs, name)) throw new Error(`no output is called ${name}`)
  return outputs[name]()
}

/** The report in the picture, with the colours that a terminal gets. */
export async function colouredReport() {
  return reportIn(await stderrOf(pictured, { FORCE_COLOR: '1' }))
}

const block = /(<!-- output: (.+?) -->\n+```\w*\n)([\s\S]*?)\n?^```$/gm

/** The outputs that a page shows: `{ name, text }`. */
export function blocksOf(page) {
  return [...page.matchAll(block)].map(([, , name, text]) => ({ name, text }))
}

/** The page with other text in its blocks. */
export function withBlocks(page, textOf) {
  return page.replace(block, (_whole, start, name) => `${start}${textOf(name)}\n\`\`\``)
}

export const readPage = page => readFileSync(join(root, page), 'utf8')

/** What stays the same from run to run and from Node to Node: durations and Node's own frames do not. */
export function stable(text) {
  return text.replace(/^ +at .*\(?node:.*\n/gm, '').replace(/\d+(\.\d+)? ms\b/g, '# ms')
}

// From the title to the last line that is indented.
function reportIn(printed) {
  const lines = printed.split('\n')
  const plain = lines.map(stripVTControlCharacters)
  const start = plain.findIndex(line => line.startsWith('headers-trace  '))
  if (start === -1) throw new Error(`no report in ${printed}`)
  const end = plain.findIndex((line, index) => index > start && !/^( |$)/.test(line))
  return lines
    .slice(start, end === -1 ? undefined : end)
    .join('\n')
    .trimEnd()
}

function errorIn(printed) {
  const [error] = /^Error \[ERR_HTTP_HEADERS_SENT\][\s\S]*?\n}/m.exec(printed) ?? [undefined]
  if (error === undefined) throw new Error(`no error in ${printed}`)
  return error
}

// What is shown of the error without headers-trace. Node's own frames differ from version to version.
async function traceOf(args) {
  const printed = await stderrOf(pictured, {}, args)
  const [trace = ''] = /^Error \[ERR_HTTP_HEADERS_SENT\].*(?:\n(?: +at |-+$).*)*/m.exec(printed) ?? []
  return trace
    .split('\n')
    .filter(line => !/\bnode:|<anonymous>\)/.test(line))
    .map(line => line.replace(/ \{$/, ''))
    .join('\n')
}

async function viewed(story) {
  const folder = mkdtempSync(join(tmpdir(), 'headers-trace-'))
  try {
    writeFileSync(join(folder, 'reports.ndjson'), `${JSON.stringify(await conflictOf(story))}\n`)
    return commandLine(folder, 'view', 'reports.ndjson')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

// Its exit status is 1, as there is something.
function found(story) {
  const cli = join(root, 'dist/src/tools/cli/main.js')
  const { stdout } = spawnSync(process.execPath, [cli, 'check'], {
    cwd: join(root, 'examples/stories', story),
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
  })
  return stdout.trim()
}

function commandLine(directory, ...args) {
  const cli = join(root, 'dist/src/tools/cli/main.js')
  const env = { PATH: process.env.PATH }
  return execFileSync(process.execPath, [cli, ...args], { cwd: directory, env, encoding: 'utf8' }).trimEnd()
}

const words = {
  message: 'came too late for',
  attempt: 'what came second:',
  sent: 'what came first:',
  first: 'the first side',
  second: 'the second side',
  relation: 'the two lines:',
  race: 'a race:',
  context: 'it ran for',
  responders: 'responded:',
}

// A row for each shape, in the order in which they are asked for.
async function tableOfCauses() {
  const { table } = await import(pathToFileURL(join(root, 'dist/src/diagnose/causes.js')).href)
  const rows = table.map(({ cause, shape }) => {
    const conditions = Object.entries(shape).map(
      ([key, wanted]) => `${words[key]} ${[wanted].flat().join(' | ')}`,
    )
    return [cause.code, conditions]
  })
  const indent = ' '.repeat(24)
  return rows.map(([code, conditions]) => `${code.padEnd(24)}${conditions.join(`\n${indent}`)}`).join('\n')
}

// As `jq '{fingerprint, cause, first: .first.site, second: .second.site}'` prints it.
function inShort({ fingerprint, cause, first, second }) {
  return JSON.stringify({ fingerprint, cause, first: first.site, second: second.site }, null, 2)
}

async function conflictOf(story) {
  const printed = await stderrOf(story, { HEADERS_TRACE_FORMAT: 'json' })
  return JSON.parse(printed.split('\n').find(line => line.startsWith('{')))
}

// Runs are shared: several outputs are parts of one.
const runs = new Map()

function stderrOf(story, environment = {}, args = ['--require', register]) {
  const key = JSON.stringify([story, environment, args])
  if (!runs.has(key)) runs.set(key, run(story, environment, args))
  return runs.get(key)
}

async function run(story, environment, args) {
  const folder = join(stories, story)
  const { stderr } = await runExample(folder, {
    args,
    environment: { ...plain, COLUMNS: String(columns), ...environment },
  })
  return asInstalled(stderr, folder)
}

// What the person at the keyboard has set must not decide what is printed.
const plain = { FORCE_COLOR: undefined, NO_COLOR: undefined }
for (const name of Object.keys(process.env)) if (name.startsWith('HEADERS_TRACE')) plain[name] = undefined

// The stories are programs of their own; seen from here they are folders of this machine.
function asInstalled(text, folder) {
  const places = [folder, root].flatMap(path => [pathToFileURL(path).href, path])
  return places.reduce((text, place) => text.replaceAll(place.replace(/\/$/, ''), '/app'), text)
}
