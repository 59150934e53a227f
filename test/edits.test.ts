import { describe, expect, test } from 'vitest'
import { checkStory } from '../examples/check.mjs'
import { storyNames } from '../examples/run.mjs'
import { unsolved } from '../examples/unsolved.mjs'
import { node } from './program'

/** Stories that no single edit is sure to fix: what to do with two responses is for their author to say. */
const open = [
  'article-counter',
  'banner-first',
  'callback-and-promise',
  'comment-form',
  'http2-notes',
  'live-prices',
  'nest-file',
  'order-receipt',
  'original-question',
  'price-list',
  'proxy-header',
  'raw-and-body',
  'raw-export',
  'redirect-later',
  'signed-link',
  'slow-upload',
  'wall-clock',
]

const solved = storyNames().filter(name => !(name in unsolved))

describe('the edit of a report, applied as it stands', () => {
  test.each(solved.filter(name => !open.includes(name)))(
    'takes the conflict out of %s and gives the response that was meant',
    async name => {
      expect(await checkStory(name, { node })).toMatchObject({ edit: 'verified' })
    },
  )
})

describe('no edit', () => {
  test.each(open)('is offered for %s', async name => {
    expect(await checkStory(name, { node })).toMatchObject({ edit: 'none' })
  })
})
