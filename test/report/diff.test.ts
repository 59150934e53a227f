import { describe, expect, it } from 'vitest'
import { diffOf } from '../../src/report/pretty/diff'
import { diffFrame } from '../../src/report/pretty/diff-frame'
import { paintOf } from '../../src/report/pretty/paint'

const text = `handler(async (req, res) => {
  const user = await find(req)
  if (!user) res.status(404).end()
  audit(user)
  res.json(user)
})
`

const at = (line: number, column: number, end = { line, column }) => ({
  file: 'app.js',
  start: { line, column },
  end,
})

const frame = (...edits: Parameters<typeof diffOf>[1]) =>
  diffFrame(diffOf(text, edits), 60, paintOf(false)).map(line => line.trimEnd())

describe('the numbers of a diff', () => {
  it('are those of the file as it is, of a line that replaces one as well', () => {
    expect(frame({ ...at(3, 14), text: 'return ' })).toEqual([
      '2   const user = await find(req)',
      '3 - if (!user) res.status(404).end()',
      '3 + if (!user) return res.status(404).end()',
      '4   audit(user)',
    ])
  })

  it('leave out a line that replaces none', () => {
    expect(frame({ ...at(4, 3), text: 'if (res.headersSent) return\n  ' })).toEqual([
      '3   if (!user) res.status(404).end()',
      '  + if (res.headersSent) return',
      '4   audit(user)',
    ])
  })

  it('stay those of the file below a line that is put in', () => {
    const put = { ...at(2, 3), text: 'open()\n  ' }
    const removed = { ...at(5, 1, { line: 6, column: 1 }), text: '' }
    expect(frame(put, removed)).toEqual([
      '1   handler(async (req, res) => {',
      '  +   open()',
      '2     const user = await find(req)',
      '3     if (!user) res.status(404).end()',
      '4     audit(user)',
      '5 -   res.json(user)',
      '6   })',
    ])
  })

  it('leave out what is far from each change', () => {
    const put = { ...at(1, 1), text: 'open()\n' }
    const removed = { ...at(5, 1, { line: 6, column: 1 }), text: '' }
    expect(frame(put, removed)).toEqual([
      '  + open()',
      '1   handler(async (req, res) => {',
      '  …',
      '4     audit(user)',
      '5 -   res.json(user)',
      '6   })',
    ])
  })
})
