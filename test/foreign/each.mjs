// Each file of a pattern is a test, as in Node's own suites.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { start } from './start.mjs'

/** The files of a folder whose names match; `*` is the one wildcard, and only in the name. */
export function filesOf(folder, pattern) {
  const name = new RegExp(`^${basename(pattern).split('*').map(escaped).join('.*')}$`)
  return readdirSync(join(folder, dirname(pattern)))
    .filter(file => name.test(file))
    .map(file => join(dirname(pattern), file))
    .sort()
}

const escaped = text => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')

/** Runs files, those that are given or all; a few at a time. */
export function eachFile(given, patterns, excluded) {
  const without = new Set(excluded.flatMap(pattern => filesOf(given.folder, pattern)))
  const all = [...new Set(patterns.flatMap(pattern => filesOf(given.folder, pattern)))].filter(
    file => !without.has(file),
  )
  return async (mode, files = all) => {
    const results = new Map(files.map(file => [file, undefined]))
    const run = { results, reports: 0, warnings: [] }
    const waiting = [...files]
    const work = async () => {
      for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
        const ended = await start(given, mode, [given.node, ...flagsOf(join(given.folder, file)), file])
        results.set(file, resultOf(ended, given.comparesOutput))
        run.reports += ended.reports
        run.warnings.push(...ended.warnings)
      }
    }
    await Promise.all(Array.from({ length: given.jobs }, work))
    return run
  }
}

// Node's own runner reads them from there too.
function flagsOf(file) {
  const flags = /^\/\/ Flags:(.*)$/m.exec(readFileSync(file, 'utf8'))?.[1]?.trim()
  return flags ? flags.split(/\s+/) : []
}

function resultOf({ isFine, ending, stdout, stderr }, comparesOutput) {
  const reason = `${ending}\n${stdout}${stderr}`.slice(-6000)
  if (isFine && /^1\.\.0 # skipped/im.test(stdout)) return { status: 'skipped' }
  const printed = comparesOutput ? `${stdout}\n${stderr}`.replace(/\b0x[\da-f]+|\d+/gi, '0') : undefined
  return { status: isFine ? 'passed' : 'failed', reason, printed }
}
