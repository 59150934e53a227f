// `npm run gallery -- --real`: installs the real servers where they are not, runs them, and prints what became of each.
// With a name: that server's report, as its user would see it. With `--update`: the reports in the folders anew.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stable } from '../../docs/outputs.mjs'
import { checkServer, packageOf, shown } from './check.mjs'
import { install } from './install.mjs'
import { folderOf, runServer, serverNames } from './run.mjs'

/** Columns of the terminal in which the reports of the folders were printed. */
const columns = 110

/** Prints what the arguments after `--real` ask for. `signs`: what stands before a row that is right, and wrong. */
export async function showReal(args, signs) {
  const names = args.filter(arg => !arg.startsWith('--'))
  const unknown = names.find(name => !serverNames().includes(name))
  if (unknown !== undefined) {
    console.error(`There is no server ${unknown}. There are: ${serverNames().join(', ')}`)
    process.exitCode = 1
  } else if (args.includes('--update')) {
    for (const name of names.length > 0 ? names : serverNames()) await update(name)
  } else if (names.length > 0) {
    for (const name of names) console.log(await reportOf(name, process.stdout.columns))
  } else await showAll(signs)
}

async function showAll(signs) {
  const names = serverNames()
  console.log(`\n  ${names.length} real servers, under Node ${process.versions.node}\n`)
  let wrong = 0
  const widest = Math.max(...names.map(({ length }) => length))
  for (const name of names) {
    const { conflict, edit, problems } = await checkServer(name)
    const columns = [name.padEnd(widest), (await packageOf(name)).padEnd(42)]
    if (problems.length > 0) columns.push(problems.join('; '))
    else columns.push(conflict.cause.padEnd(21), `${shown(conflict.first)} → ${shown(conflict.second)}`)
    if (problems.length === 0 && edit === 'verified') columns.push('edit applied and verified')
    console.log(`${problems.length === 0 ? signs.right : signs.wrong} ${columns.join('  ')}`)
    if (problems.length > 0) wrong++
  }
  console.log(`\n  ${names.length - wrong} of ${names.length} as they should be.\n`)
  if (wrong > 0) process.exitCode = 1
}

/** The report that a server's user would read. */
export async function reportOf(name, width = columns) {
  const folder = folderOf(name)
  install(folder)
  const environment = { HEADERS_TRACE_FORMAT: 'pretty', COLUMNS: String(width), NO_COLOR: '1' }
  const { output } = await runServer(folder, { environment })
  return /^headers-trace {2}[\s\S]*?\n {2}fingerprint .*$/m.exec(output)?.[0] ?? 'Nothing is reported.'
}

async function update(name) {
  const file = join(folderOf(name), 'report.txt')
  const [before, now] = [existsSync(file) ? readFileSync(file, 'utf8') : '', `${await reportOf(name)}\n`]
  if (stable(before) === stable(now)) return
  writeFileSync(file, now)
  console.log(`updated ${file}`)
}
