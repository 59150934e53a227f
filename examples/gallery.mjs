// Runs every story and every correct look-alike under the preload, and prints what became of each in a line.
// With a story's name: that story's report, as its user would see it. With `--real`: real servers from npm.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { checkLookAlike, checkStory, shown } from './check.mjs'
import { showReal } from './real/show.mjs'
import { lookAlikeNames, neededBy, register, runExample, stories, storyNames } from './run.mjs'
import { unsolved } from './unsolved.mjs'

/** Stories that run at once. */
const atOnce = 2

/** Frameworks by package, the outermost first: Nest runs on Express. */
const frameworks = [
  '@nestjs/core',
  'express',
  'fastify',
  'koa',
  'h3',
  'restify',
  'connect',
  'http-proxy',
  'ws',
]

const isTerminal = process.stdout.isTTY === true
const isColoured = process.env.NO_COLOR === undefined && (isTerminal || process.env.FORCE_COLOR !== undefined)
const paint = (code, text) => (isColoured ? `\x1b[${code}m${text}\x1b[0m` : text)
const signs = { right: paint(32, '✓'), wrong: paint(31, '✗'), unsolved: paint(33, '·') }

const [name, ...args] = process.argv.slice(2)
if (name === '--real') await showReal(args, signs)
else if (name === undefined) await showAll()
else await showReport(name)

async function showAll() {
  let wrong = 0
  const names = storyNames()
  const widest = Math.max(...names.map(name => name.length), ...lookAlikeNames().map(name => name.length))
  const row = (sign, name, ...columns) => {
    const line = [name.padEnd(widest), ...columns].join('  ').trimEnd()
    console.log(`${signs[sign]} ${line}`)
    if (sign === 'wrong') wrong++
  }

  console.log(`\n  ${names.length} stories, under Node ${process.versions.node}\n`)
  const check = async name => {
    const needed = neededBy(join(stories, name))
    return needed === null ? await checkStory(name) : { name, needed }
  }
  await inOrder(names, check, result => {
    if (result.needed !== undefined)
      return row('unsolved', result.name, `skipped: needs Node ${result.needed}`)
    const framework = frameworkOf(result.name).padEnd(14)
    const { conflict, marks, edit } = result
    if (result.problems.length > 0 && result.name in unsolved)
      return row(
        'unsolved',
        result.name,
        framework,
        marks.cause.padEnd(21),
        `not yet: ${unsolved[result.name]}`,
      )
    if (result.problems.length > 0)
      return row('wrong', result.name, framework, marks.cause.padEnd(21), result.problems.join('; '))
    const places = `${shown(conflict.first, marks.first)} → ${shown(conflict.second, marks.second)}`
    const edited = edit === 'none' ? '' : 'edit applied and verified'
    return row('right', result.name, framework, conflict.cause.padEnd(21), places.padEnd(44), edited)
  })

  console.log('\n  Correct programs that look like them; nothing may be reported of these\n')
  await inOrder(lookAlikeNames(), checkLookAlike, ({ name, problems }) =>
    problems.length === 0 ? row('right', name) : row('wrong', name, problems.join('; ')),
  )
  console.log(`\n  ${wrong === 0 ? 'All as they should be.' : `${wrong} not as they should be.`}\n`)
  if (wrong > 0) process.exitCode = 1
}

/** Does some at once, and shows each in its turn. */
async function inOrder(names, check, show) {
  const results = []
  const waiting = [...names]
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
      results[names.indexOf(name)]?.(await check(name))
  }
  const done = names.map((_, index) => new Promise(resolve => (results[index] = resolve)))
  const workers = Array.from({ length: atOnce }, work)
  for (const [index, name] of names.entries()) {
    if (isTerminal) process.stdout.write(`  ${index + 1}/${names.length} ${name} …`)
    const result = await done[index]
    if (isTerminal) process.stdout.write('\r\x1b[K')
    show(result)
  }
  await Promise.all(workers)
}

function frameworkOf(name) {
  const folder = join(stories, name, '/')
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const framework = frameworks.find(name => name in dependencies)
  if (framework === undefined)
    return /require\('(node:http2?)'\)/.exec(readFileSync(join(folder, 'app.js'), 'utf8'))?.[1] ?? 'node'
  const folders = createRequire(folder).resolve.paths(framework) ?? []
  for (const packages of folders) {
    try {
      const { version } = JSON.parse(readFileSync(join(packages, framework, 'package.json'), 'utf8'))
      return `${framework.replace(/^@(\w+)\/.*/, '$1')} ${version
        .split('.')
        .slice(0, version.startsWith('2.') ? 2 : 1)
        .join('.')}`
    } catch {
      // Not in this folder: packages are looked for in the next one out.
    }
  }
  return framework
}

async function showReport(name) {
  if (!storyNames().includes(name)) {
    console.error(`There is no story ${name}. There are: ${storyNames().join(', ')}`)
    process.exitCode = 1
    return
  }
  const needed = neededBy(join(stories, name))
  if (needed !== null) {
    console.log(`Skipped: ${name} needs Node ${needed}, and this is ${process.versions.node}.`)
    return
  }
  const { stderr } = await runExample(join(stories, name), {
    args: ['--require', register],
    environment: {
      COLUMNS: String(process.stdout.columns ?? 110),
      HEADERS_TRACE_BUDGET: 'full',
      ...(isColoured && { FORCE_COLOR: '1' }),
    },
  })
  const start = stderr.search(/^\S*headers-trace/m)
  console.log(
    start === -1
      ? `Nothing was reported${name in unsolved ? `: ${unsolved[name]}` : ''}.`
      : stderr.slice(start),
  )
  if (start === -1) process.exitCode = 1
}
