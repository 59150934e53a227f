import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isAt } from '../examples/check.mjs'
import { marksOf, neededBy, stories, storyNames } from '../examples/run.mjs'
import { unsolved } from '../examples/unsolved.mjs'
import { nodeMajor, preloads } from './run-node'
import { runStory } from './run-story'

describe.each(storyNames())('the story %s', name => {
  const marks = marksOf(join(stories, name))

  test('marks its two lines', () => {
    expect(marks).toMatchObject({ first: expect.anything(), second: expect.anything() })
  })

  test.skipIf(name in unsolved).for(preloads)(
    'is told once, with both marked lines, under %s',
    async (preload, { skip }) => {
      const needed = neededBy(join(stories, name), String(nodeMajor))
      skip(needed !== null, `needs Node ${needed}`)
      // Many stories at once make a busy machine, on which the budget would rightly leave out ways.
      const { conflicts } = await runStory(name, { preload, environment: { HEADERS_TRACE_BUDGET: 'full' } })
      const isMarked = conflicts.map(({ first, second }) => [
        isAt(first, marks.first),
        isAt(second, marks.second),
      ])
      expect(isMarked).toEqual([[true, true]])
    },
  )
})
