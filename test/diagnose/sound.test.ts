import { describe, expect, test } from 'vitest'
import { applyEdits } from '../../src/diagnose/edits/apply-edits'
import { FileText } from '../../src/source/file-text'
import { parseAround, parsesAsWell } from '../../src/source/syntax-tree'

const text = 'function show(req, res) {\n  res.end()\n  res.end()\n}\n'
const long = `${text}// ${'-'.repeat(70_000)}\n`

const at = (line: number, column: number, to = column) => ({
  start: { line, column },
  end: { line, column: to },
})

const table = [
  { title: 'a return before a call', edit: { ...at(2, 3), text: 'return ' }, parses: true },
  { title: 'a brace that is not closed', edit: { ...at(2, 3), text: '{ ' }, parses: false },
  { title: 'half of a call taken out', edit: { ...at(2, 7, 11), text: '' }, parses: false },
  { title: 'a name declared twice', edit: { ...at(2, 3), text: 'let a; let a; ' }, parses: false },
]

describe.each([
  { name: 'a text', before: text },
  { name: 'a long text', before: long },
])('what edits make of $name', ({ before }) => {
  const { tree } = parseAround(new FileText(before), 30, 'app.js', 'app.js')

  test.each(table)('is checked: $title', ({ edit, parses }) => {
    expect(tree !== null && parsesAsWell(tree, applyEdits(before, [edit]), 30, 'app.js')).toBe(parses)
  })
})
