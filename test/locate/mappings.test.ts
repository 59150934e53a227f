import { SourceMap as NodeSourceMap } from 'node:module'
import { transformSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { SourceMap } from '../../src/source/source-map'
import { runAll } from '../../src/source/steps'

const program = Array.from(
  { length: 800 },
  (_, index) =>
    `export function a${index}(a: string) {\n\n  return [a, ${index}].map(x => String(x).at(${index})) }\n`,
).join('')

/** A map of many lines, and one of a few long ones. */
function mapsOf(): [string, { sources: string[]; mappings: string }][] {
  return [false, true].map(minify => {
    const { map } = transformSync(program, {
      loader: 'ts',
      sourcefile: 'a.ts',
      sourcemap: 'external',
      minify,
    })
    return [minify ? 'minified code' : 'code', JSON.parse(map)]
  })
}

describe.each(mapsOf())('a map of %s', (_, payload) => {
  const node = new NodeSourceMap(payload as never)

  /** Where Node leads, for entries of the line itself. */
  const expected = (line: number, column: number) => {
    const entry = node.findEntry(line - 1, column - 1)
    return 'originalSource' in entry && entry.generatedLine === line - 1
      ? { file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
      : null
  }
  const positions = Array.from({ length: 2000 }, (_, index) => ({
    line: 1 + (index % 3 === 0 ? 0 : (index * 7919) % 2600),
    column: 1 + ((index * 104729) % (index % 3 === 0 ? 40_000 : 90)),
  }))

  it.each([
    ['as far as it was asked for', false],
    ['read through before', true],
  ])('leads where Node says, %s', (_, isIndexed) => {
    const map = new SourceMap(payload, '/out.js')
    if (isIndexed) runAll(map.index())
    const found = positions.map(({ line, column }) => {
      const original = map.find(line, column)
      return original && { file: original.file.slice(1), line: original.line, column: original.column }
    })
    expect(found.filter(Boolean).length).toBeGreaterThan(100)
    expect(found).toEqual(positions.map(({ line, column }) => expected(line, column)))
  })
})

describe('a map', () => {
  const find = (mappings: string, line: number, column: number) =>
    new SourceMap({ sources: ['a.js'], mappings }, '/out.js').find(line, column)

  it.each([
    ['leads from a segment to its source', 'AAAA', 1, 1, [1, 1]],
    ['leads from between two segments to the first', 'AAAA,IAAI', 1, 4, [1, 1]],
    ['leads from the last segment to the end of the line', 'AAAA,IAAI', 1, 99, [1, 5]],
    ['goes on from the line before', 'AAAA;AACA', 2, 1, [2, 1]],
    ['leads nowhere before the first segment', 'IAAI', 1, 2, null],
    ['leads nowhere on a line that has none', 'AAAA;;AACA', 2, 1, null],
    ['leads nowhere where a segment has no source', 'AAAA,I', 1, 9, null],
    ['leads nowhere beyond its end', 'AAAA', 7, 1, null],
    ['passes over names', 'AAAAA,IAAIC', 1, 5, [1, 5]],
    ['leads nowhere where it is broken', '!!!;漢', 1, 1, null],
    ['goes on after what is broken', '!A;AAAA', 2, 1, [1, 1]],
  ])('%s', (_, mappings, line, column, expected) => {
    const found = find(mappings, line, column)
    expect(found && [found.line, found.column]).toEqual(expected)
  })
})
