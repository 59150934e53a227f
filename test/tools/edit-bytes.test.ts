import { describe, expect, it } from 'vitest'
import { SourceBytes } from '../../src/tools/fix/edit-bytes'

const at = (line: number, column: number, text: string, toLine = line, toColumn = column) => ({
  file: 'app.js',
  start: { line, column },
  end: { line: toLine, column: toColumn },
  text,
})

const latin1 = (text: string) => Buffer.from(text, 'latin1')

describe('edits leave everything else as it is, byte by byte', () => {
  it.each<[string, Buffer, ReturnType<typeof at>[], Buffer]>([
    ['in plain text', Buffer.from('a()\nb()\n'), [at(2, 1, 'return ')], Buffer.from('a()\nreturn b()\n')],
    [
      'with CRLF, which the edit gets too',
      Buffer.from('a()\r\nb()\r\n'),
      [at(1, 1, 'x()\n')],
      Buffer.from('x()\r\na()\r\nb()\r\n'),
    ],
    [
      'with LF, where the edit brings CRLF',
      Buffer.from('a()\nb()\n'),
      [at(1, 1, 'x()\r\n')],
      Buffer.from('x()\na()\nb()\n'),
    ],
    [
      'after a byte order mark',
      Buffer.from('\ufeffa()\nb()\n'),
      [at(1, 1, 'return '), at(2, 2, 'x')],
      Buffer.from('\ufeffreturn a()\nbx()\n'),
    ],
    ['with tabs', Buffer.from('\ta()\n\tb()\n'), [at(2, 2, 'return ')], Buffer.from('\ta()\n\treturn b()\n')],
    [
      'behind bytes that are no UTF-8',
      latin1('/* caf\xe9 \xff\xfe */ a()\nb() // \xe9'),
      [at(1, 15, 'return '), at(2, 1, 'return ')],
      latin1('/* caf\xe9 \xff\xfe */ return a()\nreturn b() // \xe9'),
    ],
    [
      'behind characters of two units',
      Buffer.from("'😀é'; a()"),
      [at(1, 8, 'return ')],
      Buffer.from("'😀é'; return a()"),
    ],
    [
      'behind a line separator',
      Buffer.from("'\u2028'; a()\nb()"),
      [at(2, 4, 'return ')],
      Buffer.from("'\u2028'; return a()\nb()"),
    ],
    ['over several lines', Buffer.from('a()\nb()\nc()'), [at(1, 2, '(1)', 3, 2)], Buffer.from('a(1)()')],
    [
      'several at once, in any order',
      Buffer.from('a(); b(); c()'),
      [at(1, 11, 'z.'), at(1, 1, 'x.'), at(1, 6, '', 1, 11)],
      Buffer.from('x.a(); z.c()'),
    ],
    ['at the end', Buffer.from('a()'), [at(1, 4, ';')], Buffer.from('a();')],
  ])('%s', (_title, bytes, edits, expected) => {
    expect(new SourceBytes(bytes).with(edits).equals(expected)).toBe(true)
  })
})

it('a position is found again, whatever the bytes are', () => {
  const bytes = Buffer.from([
    0xe2, 0x28, 0xa1, 0xf0, 0x9f, 0x98, 0x80, 0xc3, 0xa9, 0xf0, 0x9f, 0x0a, 0x61, 0xff, 0xe2, 0x80, 0xa8,
    0x62,
  ])
  const source = new SourceBytes(bytes)
  for (let offset = 0; offset <= source.text.length; offset++) {
    const { line, column } = source.positionOf(offset)
    expect(source.offsetOf({ line, column })).toBe(offset)
    const isInsidePair = /^[\udc00-\udfff]/.test(source.text.slice(offset))
    const made = source.with([at(line, column, '|')])
    if (!isInsidePair)
      expect(Buffer.from(made.toString('latin1').replace('|', ''), 'latin1').equals(bytes)).toBe(true)
    if (!isInsidePair)
      expect(made.toString()).toBe(`${source.text.slice(0, offset)}|${source.text.slice(offset)}`)
  }
})

it.each([
  [0, 1],
  [1, 0],
  [1, 5],
  [4, 1],
])('there is no position %i:%i', (line, column) => {
  expect(new SourceBytes(Buffer.from('a()\nb()\n')).offsetOf({ line, column })).toBeNull()
})
