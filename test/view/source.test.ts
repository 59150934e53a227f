import { mkdirSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Conflict } from '../../src/report/conflict'
import { readReports } from '../../src/tools/report-reader'
import { bugOf } from '../../src/tools/view/bug'
import { type Excerpt, excerptsOf } from '../../src/tools/view/excerpt'
import { sourcesIn } from '../../src/tools/view/reported-source'
import { tokensOf } from '../../src/tools/view/tokens'
import { folderOf } from '../program'
import { lines, report, site } from './report'

const program = `function show(req, res) {
  if (!req.company) {
    res.status(404).json({ error: 'none' })
  }
  res.json(req.company)
}
`

const inPast = (file: string) => utimesSync(file, new Date(0), new Date(0))

function excerpts(text = program, changes = {}, hasChanged = false): Excerpt[] {
  const folder = folderOf({ 'app.js': text })
  if (!hasChanged) inPast(join(folder, 'app.js'))
  return excerptsOf(report(changes), sourcesIn(folder))
}

const textOf = (excerpt: Excerpt | undefined) =>
  excerpt?.lines.map(({ number, pieces }) =>
    `${number} ${pieces.map(({ side, text }) => (side === null ? text : `<${side} ${text}>`)).join('')}`.trimEnd(),
  )

describe('the source of a conflict', () => {
  test('is shown once where both lines are near each other, each pointed at', () => {
    const [excerpt, ...others] = excerpts()
    expect(others).toEqual([])
    expect(textOf(excerpt)).toEqual([
      '1 function show(req, res) {',
      '2   if (!req.company) {',
      "3     res.status(404).<first json>({ error: 'none' })",
      '4   }',
      '5   res.<second json>(req.company)',
      '6 }',
    ])
  })

  test('is shown twice where they are far apart', () => {
    const far = site(`app.js:${5 + 20}:7`)
    const text = program.replace('  }\n', `  }\n${'\n'.repeat(20)}`)
    expect(excerpts(text, { second: { site: far } }).map(textOf)).toEqual([
      expect.arrayContaining(["3     res.status(404).<first json>({ error: 'none' })"]),
      expect.arrayContaining([expect.stringContaining('<second json>')]),
    ])
  })

  test('is not shown where it has been changed and has other calls there now', () => {
    const [excerpt] = excerpts(program.replace('json', 'send'), {}, true)
    expect(excerpt).toMatchObject({ lines: [], missing: 'changed' })
  })

  test('is shown where it was only put there later, as by a checkout', () => {
    expect(excerpts(program, {}, true)[0]?.missing).toBeNull()
  })

  test('is not shown where it is not here, or has not so many lines', () => {
    expect(excerpts(program, { first: { site: site('gone.js:3:1') } })[0]).toMatchObject({
      missing: 'not at hand',
    })
    expect(excerpts('short()\n')[0]).toMatchObject({ lines: [] })
  })

  test('is not shown where the position is one in code that was made from it', () => {
    const made = { ...site('app.js:3:21'), generated: true as const }
    expect(excerpts(program, { first: { site: made } })[0]).toMatchObject({
      lines: [],
      missing: 'made from it',
    })
  })

  test('is cut around the call where a line is a whole program', () => {
    const text = `${'a();'.repeat(5000)}res.json()`
    const here = site(`app.js:1:${text.indexOf('json') + 1}`)
    const [excerpt] = excerpts(text, { first: { site: here }, second: { site: null } })
    const [line = ''] = textOf(excerpt) ?? []
    expect(line).toContain('<first json>')
    expect(line.length).toBeLessThan(300)
  })
})

describe('a file that a report names', () => {
  const secret = 'const password = 1\n'
  test.each([
    ['outside of the folder', '../secret.js'],
    ['by its whole path', '/etc/passwd'],
    ['over a link that leads outside', 'link/secret.js'],
    ['that is no source', '.env'],
    ['that is a folder', 'folder.js'],
  ])('does not come into the page: %s', (_title, file) => {
    const above = folderOf({ 'secret.js': secret, 'app/.env': secret })
    const folder = join(above, 'app')
    symlinkSync(above, join(folder, 'link'))
    mkdirSync(join(folder, 'folder.js'))
    expect(sourcesIn(folder)(file)).toBeNull()
  })
})

describe('the edit', () => {
  const edit = { file: 'app.js', start: { line: 3, column: 5 }, end: { line: 3, column: 5 }, text: 'return ' }
  const fixOf = (folder: string, fix: Partial<Conflict['fix']> = { edits: [edit] }) => {
    const [bug] = readReports([{ name: 'a', text: lines(report({ fix })) }]).bugs
    if (bug === undefined) throw new Error('there is a report')
    return bugOf(bug, sourcesIn(folder)).detail.fix
  }

  test('is a diff with its neighbours', () => {
    expect(fixOf(folderOf({ 'app.js': program })).diff.map(({ sign, text }) => sign + text)).toEqual([
      ' if (!req.company) {',
      "-  res.status(404).json({ error: 'none' })",
      "+  return res.status(404).json({ error: 'none' })",
      ' }',
    ])
  })

  test('has a sign for the lines between two places', () => {
    const far = `${program}\n\n// the end\nmodule.exports = show\n`
    const last = {
      file: 'app.js',
      start: { line: 10, column: 1 },
      end: { line: 10, column: 7 },
      text: 'export',
    }
    const { diff } = fixOf(folderOf({ 'app.js': far }), { edits: [edit, last] })
    expect(diff.map(({ sign, text }) => sign + text).slice(3)).toEqual([
      '   }',
      ' …',
      ' // the end',
      '-module.exports = show',
      '+export.exports = show',
    ])
  })

  test('that is likely is apart from those that are certain', () => {
    const candidates = [{ certain: false as const, text: 'Return\u001b.', edits: [edit] }]
    expect(fixOf(folderOf({ 'app.js': program }), { edits: [], candidates })).toMatchObject({
      diff: [],
      candidates: [{ text: 'Return\\u001b.', file: 'app.js', diff: { length: 4 } }],
    })
  })

  test('is explained where the source is not at hand', () => {
    expect(fixOf(folderOf({}))).toMatchObject({ diff: [], edits: ['app.js:3:5 insert: return'] })
  })
})

describe('a line in colours', () => {
  test.each([
    ['const x = f(12)', ['keyword const', 'text x', 'text =', 'call f', 'text (', 'number 12', 'text )']],
    ["'a // b' // c", ["string 'a // b'", 'comment // c']],
    ['a /* b */ c', ['text a', 'comment /* b */', 'text c']],
    ['a / b', ['text a', 'text /', 'text b']],
    [' * in a comment', ['comment * in a comment']],
    ['"open', ['string "open']],
    ['x2 = 0x1F', ['text x2', 'text =', 'number 0x1F']],
  ])('%s', (line, pieces) => {
    const tokens = tokensOf(line)
    expect(tokens.map(({ text }) => text).join('')).toBe(line)
    const shown = tokens.filter(({ text }) => text.trim() !== '')
    expect(shown.map(({ kind, text }) => `${kind} ${text.trim()}`)).toEqual(pieces)
  })
})
