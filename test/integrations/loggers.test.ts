import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runFile } from '../run-node'

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))

const lines = readFileSync(pathOf('respond-twice.cjs'), 'utf8').split('\n')
const placeOf = (mark: string) =>
  `respond-twice.cjs:${lines.findIndex(line => line.endsWith(`// ${mark}`)) + 1}:`
const both = [placeOf('second'), placeOf('first')]

/** What a program that hands the error to a library prints. */
async function printedBy(program: string): Promise<string> {
  const { stdout, stderr } = await runFile(pathOf(program))
  return stdout + stderr
}

describe('both lines are in what is shown of the error by', () => {
  test.each(['node.cjs', 'pino.cjs', 'winston.cjs'])('%s', async program => {
    const printed = await printedBy(program)
    expect(printed).toContain('FirstSend: GET /company had been responded to with 200 here')
    expect(both.filter(place => !printed.includes(place))).toEqual([])
  })

  test('Sentry, as a linked exception', async () => {
    const exceptions: {
      type: string
      value: string
      stacktrace: { frames: { filename: string; lineno: number; in_app: boolean }[] }
    }[] = JSON.parse(await printedBy('sentry.cjs'))
    // The outermost comes last, and so does the innermost frame.
    const [first, second] = exceptions
    const placesIn = (exception: typeof first) =>
      exception?.stacktrace.frames
        .filter(frame => frame.in_app)
        .map(({ filename, lineno }) => `${filename}:${lineno}:`)
    expect(exceptions.map(({ type }) => type)).toEqual(['FirstSend', 'Error'])
    expect(first?.value).toBe('GET /company had been responded to with 200 here')
    expect(placesIn(first)?.at(-1)).toContain(placeOf('first'))
    expect(placesIn(second)?.at(-1)).toContain(placeOf('second'))
  })
})
