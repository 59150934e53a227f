// Fills in what README and docs show of the program's output, from real runs: `npm run docs`. A block or a picture that has
// not changed but for its times stays as it is.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../examples/run.mjs'
import { withReports } from './cause-reports.mjs'
import {
  blocksOf,
  colouredReport,
  outputOf,
  pages,
  picture,
  pictured,
  readPage,
  stable,
  withBlocks,
} from './outputs.mjs'
import { svgOf, wordsOf } from './report-svg.mjs'

const update = (file, before, after) => {
  if (before === after) return
  writeFileSync(join(root, file), after)
  console.log(`updated ${file}`)
}

const before = existsSync(join(root, picture)) ? readPage(picture) : ''
const report = await colouredReport()
// `--picture` draws it anew in any case: after a change of how it is drawn.
const isStale = process.argv.includes('--picture') || wordsOf(stable(before)) !== wordsOf(stable(report))
let isDrawnAnew = isStale

for (const page of pages) {
  const before = readPage(page)
  const texts = new Map()
  for (const { name, text } of blocksOf(before)) {
    const now = await outputOf(name)
    // The picture and the same as text are of one run.
    const isPicture = name === pictured
    const isKept = stable(now) === stable(text) && !(isPicture && isStale)
    isDrawnAnew ||= isPicture && !isKept
    texts.set(name, isKept ? text : now)
  }
  update(
    page,
    before,
    withBlocks(before, name => texts.get(name)),
  )
}

if (isDrawnAnew) {
  const command = 'node --require headers-trace/register app.js'
  update(picture, before, svgOf(report, command, await outputOf('found-or-not, the message')))
}

const causes = readPage('docs/causes.md')
update('docs/causes.md', causes, await withReports(causes))
