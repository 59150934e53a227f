import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { conflictsOf, isAt } from '../../examples/check.mjs'
import { marksOf, register, root, runExample, stories, storyNames } from '../../examples/run.mjs'
import { unsolved } from '../../examples/unsolved.mjs'
import { node } from '../run-node'
import { exampleIn } from './examples'
import { withLayers } from './layers/layers'

/** Stories that are deployed as a bundle, or whose framework is older than routers. */
const without = ['comment-form', 'nest-file', 'original-question', 'typescript-bundle']

/** Bytes that a report in JSON may have there. */
const maxBytes = 8192

/** Lines that a report may have there, besides those of code. */
const maxLines = 40

/** One of each framework. */
const printed = [
  'allowed-networks',
  'found-or-not',
  'http2-answer',
  'last-seen',
  'live-prices',
  'order-receipt',
  'page-data',
  'raw-export',
  'visitor-cookie',
]

const directory = mkdtempSync(join(tmpdir(), 'layers-'))
symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const names = storyNames().filter(name => !(name in unsolved) && !without.includes(name))

/** A copy of a story, with forty ordinary layers in front of its application. */
function layered(name: string): string {
  const from = join(stories, name)
  const folder = join(directory, name)
  if (existsSync(folder)) return folder
  cpSync(from, folder, { recursive: true, filter: file => basename(file) !== 'node_modules' })
  if (existsSync(join(from, 'node_modules')))
    symlinkSync(join(from, 'node_modules'), join(folder, 'node_modules'))
  const program = exampleIn(name, from)
  if (program === null) throw new Error(`${name} has no framework`)
  for (const [file, text] of withLayers(program).files) writeFileSync(join(folder, file), text)
  return folder
}

describe('below forty ordinary layers', () => {
  test.each(names)('%s is reported as it is without them', async name => {
    expect(await differencesOf(name)).toEqual([])
  })

  test.each(printed)('the report of %s fits a screen', async name => {
    const { stderr } = await runExample(layered(name), {
      node,
      args: ['--require', register],
      environment: { HEADERS_TRACE_BUDGET: 'full' },
    })
    const [report = ''] = /^headers-trace {2}.*?\n {2}fingerprint \w+/ms.exec(stderr) ?? []
    const lines = report.split('\n').filter(line => !isCode(line))
    expect(lines.length).toBeGreaterThan(10)
    expect(lines.length).toBeLessThanOrEqual(maxLines)
    expect(report.match(/^ {2}path to both/gm) ?? []).toHaveLength(1)
  })
})

// Of a code frame or of an edit.
function isCode(line: string): boolean {
  return /^ *\d* *│|^ {4,}\d+ [-+ ]/.test(line)
}

/** In what the report of a story below layers differs from its marks, and from its report without them. */
async function differencesOf(name: string): Promise<string[]> {
  const marks = marksOf(join(stories, name))
  const [, fingerprint] =
    /^ {2}fingerprint (\w+)/m.exec(readFileSync(join(stories, name, 'expected.txt'), 'utf8')) ?? []
  const { conflicts } = await conflictsOf(layered(name), { node, patience: 10_000 })
  const [conflict] = conflicts
  if (conflict === undefined || conflicts.length > 1) return ['conflicts']
  const { first, second, cause } = conflict
  const bytes = Buffer.byteLength(JSON.stringify(conflict))
  return [
    ...(isAt(first, marks.first) ? [] : ['first']),
    ...(isAt(second, marks.second) ? [] : ['second']),
    ...(cause === marks.cause ? [] : [cause]),
    ...(conflict.fingerprint === fingerprint ? [] : [`fingerprint ${conflict.fingerprint}`]),
    ...(bytes <= maxBytes ? [] : [`${bytes} bytes`]),
  ]
}
