import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { marksOf, stories, storyNames } from '../examples/run.mjs'
import { preloads } from './run-node'
import { runStory } from './run-story'

describe.each(storyNames())('the story %s', name => {
  const { first, second } = marksOf(join(stories, name))

  test('marks its two lines', () => {
    expect({ first, second }).toEqual({ first: expect.anything(), second: expect.anything() })
  })

  test.each(preloads)('is told once, with both marked lines, under %s', async preload => {
    const { conflicts } = await runStory(name, { preload })
    expect(conflicts.map(({ first, second }) => [first.site, second.site])).toEqual([
      [expect.objectContaining(first), expect.objectContaining(second)],
    ])
  })
})
