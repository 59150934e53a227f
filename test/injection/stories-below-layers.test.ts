import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { conflictsOf, isAt } from '../../examples/check.mjs'
import { marksOf, root, stories, storyNames } from '../../examples/run.mjs'
import { unsolved } from '../../examples/unsolved.mjs'
import { node } from '../run-node'
import { exampleIn } from './examples'
import { withLayers } from './layers/layers'

/** Stories that are deployed as a bundle, or whose framework is older than routers. */
const without = ['comment-form', 'nest-file', 'original-question', 'typescript-bundle']

/** Stories whose report is another there. The list may only become shorter. */
const lost: readonly string[] = []

const directory = mkdtempSync(join(tmpdir(), 'layers-'))
symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const names = storyNames().filter(name => !(name in unsolved) && !without.includes(name))

/** A copy of a story, with forty ordinary layers in front of its application. */
function layered(name: string): string {
  const from = join(stories, name)
  const folder = join(directory, name)
  cpSync(from, folder, { recursive: true, filter: file => basename(file) !== 'node_modules' })
  if (existsSync(join(from, 'node_modules')))
    symlinkSync(join(from, 'node_modules'), join(folder, 'node_modules'))
  const program = exampleIn(name, from)
  if (program === null) throw new Error(`${name} has no framework`)
  for (const [file, text] of withLayers(program).files) writeFileSync(join(folder, file), text)
  return folder
}

describe('below forty ordinary layers', () => {
  const kept = names.filter(name => !lost.includes(name))
  test.each(kept)('%s is reported as it is without them', async name => {
    expect(await differencesOf(name)).toEqual([])
  })

  test.each(lost)('%s is reported, if not as it is without them', async name => {
    expect(await differencesOf(name)).not.toContain('conflicts')
  })
})

/** In what the report of a story below layers differs from its marks. */
async function differencesOf(name: string): Promise<string[]> {
  const marks = marksOf(join(stories, name))
  const { conflicts } = await conflictsOf(layered(name), { node, patience: 10_000 })
  const [conflict] = conflicts
  if (conflict === undefined || conflicts.length > 1) return ['conflicts']
  const { first, second, cause } = conflict
  return [
    ...(isAt(first, marks.first) ? [] : ['first']),
    ...(isAt(second, marks.second) ? [] : ['second']),
    ...(cause === marks.cause ? [] : [cause]),
  ]
}
