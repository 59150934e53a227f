import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Conflict } from '../../src/report/conflict'
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
    expect(fixIn(source, conflict([returning], old))).toEqual({ states, text: expected })
  })

  it('by an edit that takes lines away', () => {
    const edit = { ...returning, start: { line: 5, column: 3 }, end: { line: 5, column: 24 }, text: 'return' }
    const without = text.replace('  res.json(req.company)', '  return')
    expect(fixIn(without, conflict([edit], old)).states).toEqual(['applied'])
    expect(fixIn(text, conflict([edit], old)).text).toBe(without)
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
