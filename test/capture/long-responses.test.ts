import { describe, expect, test } from 'vitest'
import type { Conflict } from '../../src/index'
import { runFile } from '../run-node'
import { programOf } from '../run-table'

/** What a report says that must not depend on the length of the response. */
function gist({ fingerprint, cause, fork, first, second }: Conflict) {
  const lineOf = ({ site, exact, path }: Conflict['first'] | Conflict['second']) => ({
    line: site?.line,
    exact,
    beginning: path?.at(-1)?.frames.map(frame => frame.function),
  })
  return { fingerprint, cause, fork, first: lineOf(first), second: lineOf(second) }
}

async function reportOf(kind: string, length: number) {
  const { conflicts, stderr } = await runFile(programOf('long-response.cjs'), { args: [kind, `${length}`] })
  expect(stderr).toBe('')
  expect(conflicts).toHaveLength(1)
  return gist(conflicts[0] as Conflict)
}

describe('the report is that of a short response, whatever the length of', () => {
  test.each(['pipe', 'events', 'timers'])('%s', async kind => {
    const short = await reportOf(kind, 2)
    expect(short.second.beginning).toContain('serve')
    expect(await reportOf(kind, 5000)).toEqual(short)
  })
})
