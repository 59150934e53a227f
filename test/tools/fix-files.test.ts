import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Conflict, Position } from '../../src/report/conflict'
import { type RecordedEdit, replacedText, textAround } from '../../src/report/recorded-edit'
import { fixFiles } from '../../src/tools/fix/fix-files'
import { folderOf } from '../program'
import { report, site } from '../view/report'

const text = `function show(req, res) {
  if (!req.company) {
    res.status(404).json({ error: 'none' })
  }
  res.json(req.company)
}
`
const returning = {
  file: 'app.js',
  start: { line: 3, column: 5 },
  end: { line: 3, column: 5 },
  text: 'return ',
}
/** The edit with the text that it was made for. */
const recorded = (edit: RecordedEdit, source = text): RecordedEdit => ({
  ...edit,
  before: textAround(source, edit) ?? '',
})
const applied = text.replace('    res', '    return res')

const conflict = (edits: Conflict['fix']['edits'] = [returning], changes = {}) =>
  report({ fix: { edits }, time: new Date(Date.now() + 60_000).toISOString(), ...changes })
const old = { time: new Date(0).toISOString() }

function fixIn(source: string, ...conflicts: Conflict[]) {
  const folder = folderOf({ 'app.js': source })
  const fixes = fixFiles(conflicts, folder, true)
  return {
    states: fixes.map(({ state, refusal }) => refusal ?? state),
    text: readFileSync(join(folder, 'app.js'), 'utf8'),
  }
}

describe('the edits of several bugs in one file', () => {
  it('are all applied, an edit that two have in common once', () => {
    const second = { ...returning, start: { line: 5, column: 3 }, end: { line: 5, column: 3 } }
    const { states, text: made } = fixIn(text, conflict(), conflict([second]), conflict())
    expect(states).toEqual(['ready', 'ready', 'ready'])
    expect(made).toBe(applied.replace('  res.json', '  return res.json'))
  })

  it('are refused where they change one place differently', () => {
    const other = { ...returning, end: { line: 3, column: 8 }, text: 'return response' }
    const { states, text: made } = fixIn(text, conflict(), conflict([other]))
    expect(states).toEqual(['ready', 'another edit changes the same place'])
    expect(made).toBe(applied)
  })
})

describe('a file that has been changed since the report', () => {
  it.each<[string, string, string[], string?]>([
    ['in its time alone', text, ['ready'], applied],
    ['above both lines', `// more\n${text}`, ['ready'], `// more\n${applied}`],
    ['below them', `${text}// more\n`, ['ready'], `${applied}// more\n`],
    ['between them', text.replace('  }\n', '  }\n\n'), ['the file has been changed since the report']],
    ['in the line itself', text.replace('.json(', '.send('), ['the file has been changed since the report']],
    ['by the edit', applied, ['applied']],
    ['so that the lines are there twice', `\n${text}${text}`, ['the file has been changed since the report']],
  ])('%s', (_title, source, states, expected = source) => {
    expect(fixIn(source, conflict([recorded(returning)], old))).toEqual({ states, text: expected })
  })

  it('by an edit that takes lines away', () => {
    const edit = { ...returning, start: { line: 5, column: 3 }, end: { line: 5, column: 24 }, text: 'return' }
    const without = text.replace('  res.json(req.company)', '  return')
    expect(fixIn(without, conflict([edit], old)).states).toEqual(['applied'])
    expect(fixIn(without, conflict([recorded(edit)], old)).states).toEqual(['applied'])
    expect(fixIn(text, conflict([recorded(edit)], old)).text).toBe(without)
  })
})

it('a file without the lines of the edit is left alone', () => {
  const far = { ...returning, start: { line: 300, column: 1 }, end: { line: 300, column: 1 } }
  expect(fixIn(text, conflict([far])).states).toEqual(['the file does not have the lines of the edit'])
})

it('a conflict whose lines are those of code made from the file is no guide in a changed one', () => {
  const made = { ...site('app.js:3:21'), generated: true as const }
  const folder = folderOf({ 'app.js': text })
  writeFileSync(join(folder, 'app.js'), text)
  const sides = { first: { site: made }, second: { site: null } }
  expect(fixFiles([conflict([returning], { ...old, ...sides })], folder, false)[0]?.state).toBe('refused')
})

describe('an edit away from both lines', () => {
  const source = `find(req.params.id, (error, user) => {
  if (error) next(error)
  res.json({ name: user?.name })
})
app.use((error, req, res, next) => {
  res.status(500).json({ error })
})
`
  const away = { ...returning, start: { line: 2, column: 14 }, end: { line: 2, column: 14 } }
  const sides = { first: { site: site('app.js:3:7') }, second: { site: site('app.js:6:19') } }
  const made = source.replace('next(error)\n', 'return next(error)\n')
  const changed = 'the file has been changed since the report'
  const becoming = (line: string) => source.replace('if (error) next(error)', line)

  it.each<[string, string, string]>([
    ['its own edit', becoming('if (error) return next(error)'), 'applied'],
    ['a fix by hand', becoming('if (error) { next(error); return }'), changed],
    ['a comment', becoming('// handled below; see issue 12'), changed],
    ['another condition', becoming('if (error !== null) next(error)'), changed],
    ['a line put in between', source.replace('app.use', '\napp.use'), changed],
  ])('leaves the file alone after %s', (_title, now, state) => {
    expect(fixIn(now, conflict([recorded(away, source)], { ...old, ...sides }))).toEqual({
      states: [state],
      text: now,
    })
  })

  it('is applied where its line is as it was, by its time or not, and where all lines have moved', () => {
    const report = conflict([recorded(away, source)], { ...old, ...sides })
    expect(fixIn(`// more\n${source}`, report).text).toBe(`// more\n${made}`)
    for (const time of [{}, old])
      expect(fixIn(source, conflict([recorded(away, source)], { ...time, ...sides })).text).toBe(made)
  })

  it('is refused where the file only looks older than the report', () => {
    const now = becoming('if (error !== null) next(error)')
    expect(fixIn(now, conflict([recorded(away, source)], sides))).toEqual({ states: [changed], text: now })
  })

  it('fits a file that has not been changed only, where the report is without its line', () => {
    expect(fixIn(source, conflict([away], { ...old, ...sides })).states).toEqual([changed])
    expect(fixIn(source, conflict([away], sides)).text).toBe(made)
  })

  it('puts a line after another once', () => {
    const line = { ...away, start: { line: 2, column: 25 }, end: { line: 2, column: 25 }, text: '\n  return' }
    const report = conflict([recorded(line, source)], { ...old, ...sides })
    const once = becoming('if (error) next(error)\n  return')
    expect(fixIn(source, report)).toEqual({ states: ['ready'], text: once })
    expect(fixIn(once, report)).toEqual({ states: ['applied'], text: once })
    expect(fixIn(once.replaceAll('\n', '\r\n'), report).states).toEqual(['applied'])
  })

  it('takes a line away once', () => {
    const end = { line: 3, column: 1 }
    const gone = { ...away, start: { line: 2, column: 1 }, end, text: '' }
    const report = conflict([recorded(gone, source)], { ...old, ...sides })
    const once = source.replace('  if (error) next(error)\n', '')
    expect(fixIn(source, report)).toEqual({ states: ['ready'], text: once })
    expect(fixIn(once, report)).toEqual({ states: ['applied'], text: once })
  })
})

describe('what an edit would make of a file', () => {
  const broken = { ...returning, text: 'return (' }

  it('has to parse, where the file did', () => {
    const refusal = 'the file would not parse any more with this edit'
    expect(fixIn(text, conflict([recorded(broken)]))).toEqual({ states: [refusal], text })
    const second = { ...returning, start: { line: 5, column: 3 }, end: { line: 5, column: 3 } }
    expect(fixIn(text, conflict([broken]), conflict([second])).text).toBe(
      text.replace('  res.json', '  return res.json'),
    )
  })

  it('is not judged where the file did not parse before', () => {
    const odd = `${text}const = 1\n`
    expect(fixIn(odd, conflict([recorded(returning)])).text).toBe(`${applied}const = 1\n`)
  })
})

describe('the text that an edit stands on', () => {
  const position = (line: number, column: number) => ({ line, column })
  const edit = (start: Position, end = start) => ({ ...returning, start, end })
  const long = `a${'x'.repeat(500)}`

  it.each<[string, string, RecordedEdit, string | null, string | null]>([
    ['its line', text, edit(position(2, 3)), '  if (!req.company) {', ''],
    ['its lines', 'a\r\nbc\r\nd', edit(position(1, 2), position(2, 2)), 'a\nbc', '\nb'],
    ['a part of a long line', long, edit(position(1, 302), position(1, 304)), 'x'.repeat(200), 'xx'],
    ['not what is too long', long, edit(position(1, 1), position(1, 300)), null, null],
    ['not what is not there', 'a', edit(position(2, 1)), null, null],
  ])('is %s', (_title, source, edit, before, replaced) => {
    expect(textAround(source, edit)).toBe(before)
    expect(replacedText({ ...edit, ...(before !== null && { before }) })).toBe(replaced)
  })
})
