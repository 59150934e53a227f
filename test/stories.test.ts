import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkLookAlike, isAt } from '../examples/check.mjs'
import { lookAlikeNames, marksOf, neededBy, stories, storyNames } from '../examples/run.mjs'
import { unsolved } from '../examples/unsolved.mjs'
import { complaintsAbout } from './injection/claims/claims'
import { saidOf } from './injection/claims/said'
import { node, nodeMajor, preloads } from './run-node'
import { runStory } from './run-story'

/** What a program is makes no difference to a preload but for its module system, and what compiles it. */
const underEachPreload = ['found-or-not', 'comment-form', 'nest-file', 'typescript-bundle']

const preloadsOf = (name: string) => (underEachPreload.includes(name) ? preloads : (['--require'] as const))

const filesOf = (folder: string) =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(file => /\.[cm]?[jt]s$/.test(file) && !file.includes('node_modules'))
      .map(file => [file, readFileSync(join(folder, file), 'utf8')]),
  )

describe.each(storyNames())('the story %s', name => {
  const marks = marksOf(join(stories, name))

  test('marks its two lines', () => {
    expect(marks).toMatchObject({ first: expect.anything(), second: expect.anything() })
  })

  test.skipIf(name in unsolved).for(preloadsOf(name))(
    'is reported once, with both marked lines and in words that its source bears out, under %s',
    async (preload, { skip }) => {
      const needed = neededBy(join(stories, name), String(nodeMajor))
      skip(needed !== null, `needs Node ${needed}`)
      const { conflicts } = await runStory(name, { preload })
      const isMarked = conflicts.map(({ first, second }) => [
        isAt(first, marks.first),
        isAt(second, marks.second),
      ])
      expect(isMarked).toEqual([[true, true]])
      const complaints = conflicts.flatMap(conflict =>
        complaintsAbout(saidOf(conflict, filesOf(join(stories, name)), '')),
      )
      expect(complaints).toEqual([])
    },
  )
})

test.each(lookAlikeNames())('nothing is reported of the correct program %s', async name => {
  expect((await checkLookAlike(name, { node })).problems).toEqual([])
})
