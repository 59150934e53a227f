import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { register, runExample, stories, storyNames } from '../../examples/run.mjs'
import { node, root } from '../program'
import { nodeMajor } from '../run-node'

/** What a story reports, in 80 columns. */
async function reportOf(story: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stderr } = await runExample(join(stories, story), {
    node,
    args: ['--require', join(root, 'test/steady-clock.cjs'), '--require', register],
    environment: {
      COLUMNS: '80',
      NO_COLOR: undefined,
      FORCE_COLOR: '0',
      HEADERS_TRACE_BUDGET: 'full',
      ...environment,
    },
  })
  const report = stderr.match(/^\S*headers-trace\S* {2}(?:.*\n)*?.*fingerprint.*$/m)?.[0]
  return `${report?.replace(/[\d.]+ ms/g, 'N ms').replace(/(?<=localhost:)\d+/g, 'PORT')}\n`
}

// `npx vitest run -u` writes what is printed now. The texts are Node 20's: how promises are shown, and how often the clock is
// looked at, differs with the version. What the reports say is tested on each.
describe.runIf(nodeMajor === 20)('reports, as people read it, the story', () => {
  it.each(storyNames())('%s', async story => {
    await expect(await reportOf(story)).toMatchFileSnapshot(join(stories, story, 'expected.txt'))
  })

  it('found-or-not, in colours', async () => {
    const report = await reportOf('found-or-not', { FORCE_COLOR: '1' })
    await expect(report).toMatchFileSnapshot(join(stories, 'found-or-not/expected-in-colours.txt'))
  })
})
