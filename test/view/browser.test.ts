import { describe, expect, test } from 'vitest'
import { expectWell, installed, startBrowser } from './browser'
import { hostile } from './hostile'
import { pageOf } from './page'
import { lines, part, report, site } from './report'

const wide = { viewport: { width: 1280, height: 900 } }
const narrow = { viewport: { width: 390, height: 844 } }

const program = `function show(req, res) {
  if (!req.company) {
    res.status(404).json({ error: 'none' })
  }
  res.json(req.company)
}
`

const edit = { file: 'app.js', start: { line: 3, column: 5 }, end: { line: 3, column: 5 }, text: 'return ' }
const usual = report({ occurrence: 10, fix: { edits: [edit] } })
const others = [
  report({
    fingerprint: 'bbbbbbbbbbbb',
    cause: 'two-responders',
    request: { method: 'POST', route: '/photos' },
    fork: null,
    second: { site: null, path: [part(null, site('node_modules/multer/a.js:1:1', 'f', 'multer@2.5.0'))] },
  }),
  report({
    fingerprint: 'cccccccccccc',
    cause: 'undetermined',
    request: { route: '/far' },
    first: { exact: false, at: null, site: null, path: [] },
    fork: null,
    hidden: { name: 'TypeError', message: 'no such thing', site: null },
  }),
]

describe.skipIf(installed === undefined)('in a browser, the page', () => {
  const open = startBrowser()
  const openUsual = (options = wide, hash = '') =>
    open(pageOf(lines(usual, ...others), { 'app.js': program }), options, hash)

  test('shows the most frequent bug: its lines, the edit, both ways', async () => {
    const { page, troubles } = await openUsual()
    expect(await page.locator('h1').textContent()).toBe('GET /company/:id responded twice')
    expect(await page.locator('.row.first code').textContent()).toContain(
      "res.status(404).json({ error: 'none' })",
    )
    expect(await page.locator('.note.second').textContent()).toContain('refused here, 9 ms later')
    expect(await page.locator('ins').textContent()).toContain('return res.status(404)')
    expect(await page.locator('.step.fork').textContent()).toContain('show')
    expect(await page.locator('svg.picture title').textContent()).toContain('The paths part in show.')
    expect(await page.locator('.facts').textContent()).toContain('10 times by 1 process')
    await expectWell(page, troubles)
  })

  test('shows a likely edit as one that is not certain, in words where the source is not there', async () => {
    const candidates = [{ certain: false as const, text: 'Return after `res.json`.', edits: [edit] }]
    const likely = lines(report({ fix: { candidates } }))
    const { page, troubles } = await open(pageOf(likely, { 'app.js': program }), wide)
    const fix = page.locator('.why > div', { hasText: 'Likely, not certain' })
    expect(await fix.locator('ins').textContent()).toContain('return res.status(404)')
    expect(await fix.textContent()).toContain('Return after res.json.')
    expect(await fix.textContent()).toContain('headers-trace fix --verify')
    await expectWell(page, troubles)

    const elsewhere = await open(pageOf(likely), narrow)
    expect(await elsewhere.page.locator('.why').textContent()).toContain('app.js:3:5 insert: return')
    await expectWell(elsewhere.page, elsewhere.troubles)
  })

  test('shows every bug, on wide screens and narrow ones, dark and light', async () => {
    const file = pageOf(lines(usual, ...others), { 'app.js': program })
    for (const options of [wide, narrow])
      for (const colorScheme of ['dark', 'light'] as const) {
        const { page, troubles } = await open(file, { ...options, colorScheme })
        for (const { fingerprint, cause } of [usual, ...others]) {
          await page.evaluate(`location.hash = '${fingerprint}'`)
          await page.locator('main .cause', { hasText: cause }).waitFor()
          await expectWell(page, troubles)
        }
      }
  })

  test('finds bugs by words and by cause', async () => {
    const { page, troubles } = await openUsual()
    await page.locator('#search').fill('multer photos')
    expect(await page.locator('.rows li').count()).toBe(1)
    expect(await page.locator('#found').textContent()).toBe('1 conflict of 3')
    await page.locator('#search').fill('')
    await page.locator('#cause').selectOption('undetermined')
    expect(await page.locator('.rows .what').allTextContents()).toEqual(['GET /far×1'])
    await expectWell(page, troubles)
  })

  test('can be used by keys alone', async () => {
    const { page, troubles } = await openUsual()
    const title = () => page.locator('h1').textContent()
    await page.keyboard.press('j')
    await page.locator('h1', { hasNotText: 'company' }).waitFor()
    await page.keyboard.press('k')
    await page.locator('h1', { hasText: 'company' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('photos')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('h1', { hasText: 'photos' }).waitFor()
    expect(await title()).toBe('POST /photos responded twice')
    await expectWell(page, troubles)
  })

  test('goes by arrow keys, opens what a search has found by Enter, and shows all again by Escape', async () => {
    const { page, troubles } = await openUsual()
    await page.keyboard.press('ArrowDown')
    await page.locator('h1', { hasNotText: 'company' }).waitFor()
    await page.keyboard.press('ArrowUp')
    await page.locator('h1', { hasText: 'company' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('photos')
    await page.keyboard.press('Enter')
    await page.locator('h1', { hasText: 'photos' }).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.rows li').nth(2).waitFor()
    expect(await page.locator('#search').inputValue()).toBe('')
    await page.keyboard.press('?')
    await page.locator('#keys[open]').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.locator('#keys').isVisible()).toBe(false)
    await expectWell(page, troubles)
  })

  test('shows no bug that a filter excludes', async () => {
    const { page, troubles } = await openUsual(wide, '#bbbbbbbbbbbb')
    await page.locator('h1', { hasText: 'photos' }).waitFor()
    await page.locator('#cause').selectOption('undetermined')
    await page.locator('h1', { hasText: 'far' }).waitFor()
    await page.locator('#search').fill('nothing has this')
    await page.locator('main', { hasText: 'No conflict matches' }).waitFor()
    await expectWell(page, troubles)
  })

  test('has the fix on its first screen, says what the cause means, and shows code as code', async () => {
    const evidence = ['`show` went on']
    const { page, troubles } = await open(pageOf(lines({ ...usual, evidence }), { 'app.js': program }), {
      viewport: { width: 1400, height: 900 },
    })
    const edit = await page.locator('.diff ins').boundingBox()
    expect((edit?.y ?? 900) + (edit?.height ?? 0)).toBeLessThan(900)
    expect(await page.locator('.meaning').textContent()).toMatch(/^One call of one function/)
    expect(await page.locator('.why li code').textContent()).toBe('show')
    await expectWell(page, troubles)
  })

  test('has one thing on a narrow screen, and a way back', async () => {
    const { page, troubles } = await openUsual(narrow)
    expect(await page.locator('main').isVisible()).toBe(false)
    await page.locator('.rows a').first().click()
    await page.locator('main').waitFor()
    expect(await page.locator('nav').isVisible()).toBe(false)
    await page.locator('.back').click()
    await page.locator('nav').waitFor()
    await expectWell(page, troubles)
  })

  test('copies an issue, or shows it where nothing may be copied', async () => {
    const { page, troubles } = await openUsual(wide, '#bbbbbbbbbbbb')
    await page.evaluate(
      "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async text => { window.copied = text } } })",
    )
    await page.getByRole('button', { name: 'Copy as issue for multer@2.5.0' }).click()
    expect(await page.evaluate('window.copied')).toContain('### `POST /photos` responded twice')

    await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error())')
    await page.getByRole('button', { name: 'Copy fingerprint' }).click()
    await page.locator('dialog[open]').waitFor()
    expect(await page.locator('#by-hand-text').inputValue()).toBe('bbbbbbbbbbbb')
    await expectWell(page, troubles)
  })

  test('shows a hostile report as the text that it is', async () => {
    const { page, troubles } = await open(pageOf(lines(hostile)), wide)
    expect(await page.locator('h1').textContent()).toContain('<img src=x onerror="window.hit = 1">')
    expect(await page.locator('h1').textContent()).toContain('\\u202etxt.exe')
    expect(await page.locator('img, iframe, body script:not([type]) ~ script').count()).toBe(0)
    await page.locator('.rows a').first().click()
    await page.locator('main button').first().click()
    await expectWell(page, troubles)
  })

  test('would not run a script that got into it', async () => {
    const { page, troubles } = await openUsual()
    const inject = `const script = document.createElement('script')
      script.append('window.hit = 1')
      document.body.append(script)`
    await page.evaluate(inject).catch(() => {})
    expect(await page.evaluate('window.hit')).toBeUndefined()
    expect(troubles.join()).toContain('will not be executed')
  })

  test('says that there is nothing where there is nothing', async () => {
    const { page, troubles } = await open(pageOf('Listening on 3000\n'), wide)
    expect(await page.locator('main').textContent()).toBe('No conflict in these reports.')
    expect(await page.locator('#totals').textContent()).toContain('1 line skipped')
    await expectWell(page, troubles)
  })

  test.each([
    ['of few bugs', 40, 40],
    ['each of another bug', 10_000, 100],
  ])('takes 10,000 reports %s', async (_title, bugs, rows) => {
    const reports = Array.from({ length: 10_000 }, (_, index) =>
      report({
        fingerprint: `bug ${index % bugs}`,
        request: { route: `/route/${index % bugs}` },
        process: { pid: index },
      }),
    )
    const { page, troubles } = await open(pageOf(lines(...reports)), wide)
    expect(await page.locator('.rows li').count()).toBe(rows)
    expect(await page.locator('#totals').textContent()).toContain('seen 10,000 times')
    await page.locator('#search').fill(`/route/${bugs - 1}`)
    expect(await page.locator('.rows li').count()).toBe(1)
    await page.locator('.rows a').click()
    await page.locator('h1', { hasText: `/route/${bugs - 1} ` }).waitFor()
    await expectWell(page, troubles)
  })
})
