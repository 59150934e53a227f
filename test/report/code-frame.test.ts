import { describe, expect, it } from 'vitest'
import { codeFrame, type Mark } from '../../src/report/pretty/code-frame'
import { widthOf } from '../../src/report/pretty/terminal-text'

const plain = (text: string) => text

/** A mark on the `count`th place where a text is in the code. */
function markOn(code: string, text: string, label: string, count = 1): Mark {
  let index = -1
  for (let left = count; left > 0; left--) index = code.indexOf(text, index + 1)
  const before = code.slice(0, index).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, label, paint: plain }
}

const frameOf = (code: string, marks: Mark[], columns = 80) =>
  codeFrame(code.split('\n'), marks, columns, plain).join('\n')

/** A frame as it stands in a test: without the first line's end and the indentation that all its lines share. */
function picture(text: string): string {
  const lines = text.replace(/^\n/, '').replace(/\n *$/, '').split('\n')
  const indent = Math.min(...lines.map(line => line.search(/\S/)))
  return lines.map(line => ` ${line.slice(indent)}`).join('\n')
}

describe('a code frame', () => {
  it('shows both lines with what is between them, and one line around', () => {
    const code = 'zero()\n\nfunction show() {\n  if (x) {\n    res.end(1)\n  }\n  res.end(2)\n}\nlast()'
    expect(frameOf(code, [markOn(code, 'end', 'first', 1), markOn(code, 'end', 'second', 2)])).toBe(
      picture(`
        4 │   if (x) {
        5 │     res.end(1)
          │         ───  first
        6 │   }
        7 │   res.end(2)
          │       ───  second
        8 │ }
      `),
    )
  })

  it('shows two lines around a single mark, without empty ones at its ends', () => {
    const code = 'a()\n\nres.end(1)\n\n\nb()'
    expect(frameOf(code, [markOn(code, 'end', 'first')])).toBe(
      picture(`
        1 │ a()
        2 │
        3 │ res.end(1)
          │     ───  first
      `),
    )
  })

  it('shows the first line and the last', () => {
    const code = 'res.end(1)\nres.end(2)'
    expect(frameOf(code, [markOn(code, 'end', 'first'), markOn(code, 'end', 'second', 2)])).toBe(
      picture(`
        1 │ res.end(1)
          │     ───  first
        2 │ res.end(2)
          │     ───  second
      `),
    )
  })

  it('aligns numbers of different lengths', () => {
    const code = `${'x()\n'.repeat(8)}res.end(1)\nres.end(2)`
    expect(frameOf(code, [markOn(code, 'end', 'first'), markOn(code, 'end', 'second', 2)])).toBe(
      picture(`
         8 │ x()
         9 │ res.end(1)
           │     ───  first
        10 │ res.end(2)
           │     ───  second
      `),
    )
  })

  it('takes away the indentation that all lines have', () => {
    const code = '        if (x) {\n          res.end(1)\n        }'
    expect(frameOf(code, [markOn(code, 'end', 'first')])).toBe(
      picture(`
        1 │ if (x) {
        2 │   res.end(1)
          │       ───  first
        3 │ }
      `),
    )
  })

  it('shows tabs as two columns', () => {
    const code = '\tif (x) {\n\t\tres.end(\t1)\n\t}'
    expect(frameOf(code, [markOn(code, 'end', 'first')])).toBe(
      picture(`
        1 │ if (x) {
        2 │   res.end(  1)
          │       ───  first
        3 │ }
      `),
    )
  })

  it('keeps indentation in which tabs and spaces are mixed', () => {
    const code = '\tif (x) {\n  \tres.end(1)\n\t}'
    expect(frameOf(code, [markOn(code, 'end', 'first')])).toBe(
      picture(`
        1 │   if (x) {
        2 │     res.end(1)
          │         ───  first
        3 │   }
      `),
    )
  })

  it('points behind wide characters', () => {
    const code = "greet('漢字 😀 e\u0301'); res.end(1)"
    expect(frameOf(code, [markOn(code, 'end', 'first')])).toBe(
      picture(`
        1 │ greet('漢字 😀 e\u0301'); res.end(1)
          │                         ───  first
      `),
    )
  })

  it('underlines a name of wide characters', () => {
    const code = 'res.終了(1)'
    expect(frameOf(code, [markOn(code, '終了', 'first')])).toBe(
      picture(`
        1 │ res.終了(1)
          │     ────  first
      `),
    )
  })

  it('underlines one column where there is no name', () => {
    const code = '(() => {})()'
    expect(frameOf(code, [{ line: 1, column: 11, label: 'first', paint: plain }])).toBe(
      picture(`
        1 │ (() => {})()
          │           ─  first
      `),
    )
  })

  it.each([
    ['in a column that is before what is shown', 1],
    ['in the last column', 10],
    ['in a column behind the line', 99],
  ])('draws a mark %s', (_, column) => {
    const frame = frameOf('    end(1)\n    b()', [{ line: 1, column, label: 'first', paint: plain }])
    expect(frame).toMatch(/^ 1 │ end\(1\)\n {3}│ +─+ {2}first\n 2 │ b\(\)$/)
  })

  it('shows two marks on one line, from left to right', () => {
    const code = 'res.sendStatus(200).json({})'
    expect(frameOf(code, [markOn(code, 'json', 'second'), markOn(code, 'sendStatus', 'first')])).toBe(
      picture(`
        1 │ res.sendStatus(200).json({})
          │     ──────────  first
          │                     ────  second
      `),
    )
  })

  it('shows two marks at one place', () => {
    const code = 'for (const x of y) res.end(x)'
    expect(frameOf(code, [markOn(code, 'end', 'first'), markOn(code, 'end', 'second')])).toBe(
      picture(`
        1 │ for (const x of y) res.end(x)
          │                        ───  first
          │                        ───  second
      `),
    )
  })

  it('hangs a label that has no room beside its mark from it', () => {
    const code = `${'x'.repeat(20)}.end(1)`
    expect(frameOf(code, [markOn(code, 'end', 'first: sent 200 here, 3.2 ms after the request')], 60)).toBe(
      picture(`
        1 │ xxxxxxxxxxxxxxxxxxxx.end(1)
          │                      ───
          │                      ╰── first: sent 200 here, 3.2 ms
          │                          after the request
      `),
    )
  })

  it('hangs it to the left, where there is more room', () => {
    const code = `${'x'.repeat(24)}.end(1)`
    expect(frameOf(code, [markOn(code, 'end', 'first: sent 200 here, 3.2 ms later')], 40)).toBe(
      picture(`
        1 │ xxxxxxxxxxxxxxxxxxxxxxxx.end(1)
          │                          ───
          │  first: sent 200 here, ──╯
          │  3.2 ms later
      `),
    )
  })

  it('breaks a label that has no room at all between its words', () => {
    const code = 'res.end(1)'
    const label = 'first: sent 303 here by req.authenticate of connect-auth@0.6.1, 3 ms after the request'
    expect(frameOf(code, [markOn(code, 'end', label)], 40)).toBe(
      picture(`
        1 │ res.end(1)
          │     ───
          │     ╰── first: sent 303 here by
          │         req.authenticate of
          │         connect-auth@0.6.1, 3 ms
          │         after the request
      `),
    )
  })

  it('cuts a long line around its mark', () => {
    const code = `${'before(); '.repeat(20)}res.end(1); ${'after(); '.repeat(20)}`
    expect(frameOf(code, [markOn(code, 'end', 'first')], 40)).toBe(
      picture(`
        1 │ …ore(); res.end(1); after(); after…
          │             ───  first
      `),
    )
  })

  it('shows marks that are far apart on a long line in a view each', () => {
    const code = `res.end(1); ${'x(); '.repeat(40)}res.end(2)`
    expect(frameOf(code, [markOn(code, 'end', 'first'), markOn(code, 'end', 'second', 2)], 40)).toBe(
      picture(`
        1 │ res.end(1); x(); x(); x(); x(); x…
          │     ───  first
        1 │ …); x(); x(); x(); x(); res.end(2)
          │                             ───
          │                    second ──╯
      `),
    )
  })

  it('escapes what a terminal would obey', () => {
    const code = "res.end('\u001b[2J\u202e')"
    expect(frameOf(code, [markOn(code, 'end', 'first')])).toBe(
      picture(`
        1 │ res.end('\\u001b[2J\\u202e')
          │     ───  first
      `),
    )
  })

  it('draws a line of a million characters', () => {
    const code = `${'x'.repeat(500_000)};res.end(1);${'y'.repeat(500_000)}`
    expect(frameOf(code, [markOn(code, 'end', 'first')], 40)).toBe(
      picture(`
        1 │ …xxxxxx;res.end(1);yyyyyyyyyyyyyyy…
          │             ───  first
      `),
    )
  })
})

const longest = 'w'.repeat(256)
const codes: [string, string][] = [
  ['short lines', 'if (x) {\n  res.end(1)\n}\nres.end(2)'],
  [
    'long lines',
    `${'before(); '.repeat(30)}res.end(1); ${'after(); '.repeat(30)}\nx()\nres.end(2)${' '.repeat(200)}//`,
  ],
  ['wide lines', `${'漢字(); '.repeat(30)}res.end(1); ${'😀; '.repeat(30)}\n${'字'.repeat(200)}\nres.end(2)`],
  ['indented lines', `${'\t'.repeat(60)}res.end(1)\n${' '.repeat(120)}res.end(2)`],
  ['control characters', `${'\u001b[31m'.repeat(30)}res.end(1)\n'${'\ud83d'.repeat(60)}' + res.end(2)`],
  ['one line', `${'a(); '.repeat(50)}res.end(1); ${'b(); '.repeat(50)}res.end(2)`],
  ['one line with both near', `${'a(); '.repeat(50)}res.end(1); res.end(2); ${'b(); '.repeat(50)}`],
  ['long names', `res.end${longest}(1); res.end${longest}(2)`],
  ['nothing but its marks', 'end\nend'],
]
const labels: [string, string][] = [
  ['short', 'first'],
  ['long', 'first: sent 303 here by req.authenticate of connect-auth@0.6.1, 3 ms after the request'],
  ['unbreakable', `second: setHeader("${longest}") refused here`],
  ['wide', `second: setHeader("${'漢'.repeat(60)}") refused here`],
]

describe('a code frame of', () => {
  for (const columns of [40, 80, 140])
    for (const [kind, label] of labels)
      it.each(codes)(`%s with ${kind} labels is no wider than ${columns} columns`, (_, code) => {
        const marks = [markOn(code, 'end', label, 1), markOn(code, 'end', label, 2)]
        const frames = [marks, ...marks.map(mark => [mark])].map(marks => frameOf(code, marks, columns))
        for (const line of frames.join('\n').split('\n')) {
          expect(widthOf(line)).toBeLessThanOrEqual(columns)
          expect(line).toMatch(/^ *\d* *│(?: .*[^ ])?$/u)
        }
        expect(frames[0]?.match(/^ *│ +─+/gm)).toHaveLength(2)
      })
})
