// Draws the pictures of `headers-trace view` from real runs: `node docs/view.mjs`. It takes Chromium, by CHROMIUM or where
// Debian has it.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { marksOf, register, root, runExample, stories } from '../examples/run.mjs'

/** Who runs what, how often each of its requests is made, and in how many processes. */
const runs = [
  ['web-1', 'found-or-not', 100],
  ['web-2', 'found-or-not', 10],
  ['web-1', 'callback-and-promise', 10],
  ['web-2', 'callback-and-promise', 10],
  ['web-1', 'live-prices', 10],
  ['web-2', 'slow-upload', 1],
  ['web-2', 'typescript-bundle', 10],
  ['worker', 'order-receipt', 1, 12],
  ['web-1', 'order-receipt', 1, 11],
  ['worker', 'last-seen', 10],
  ['worker', 'next-twice', 1],
  ['worker', 'visitor-cookie', 1],
  ['web-1', 'raw-export', 1],
]

/** The bug that is looked at. */
const shown = 'order-receipt'

const folder = mkdtempSync(join(tmpdir(), 'headers-trace-'))
const fileOf = machine => join(folder, `${machine}.ndjson`)
try {
  for (const [machine, story, times, processes = 1] of runs)
    for (let started = 0; started < processes; started++) await run(machine, story, times)
  const page = join(folder, 'view.html')
  const files = [...new Set(runs.map(([machine]) => fileOf(machine)))]
  const cli = join(root, 'dist/src/tools/cli/main.js')
  execFileSync(process.execPath, [cli, 'view', ...files, '-o', page], { cwd: stories, stdio: 'inherit' })
  await draw(pathToFileURL(page).href)
} finally {
  rmSync(folder, { recursive: true })
}

async function run(machine, story, times) {
  const { requests } = marksOf(join(stories, story))
  await runExample(join(stories, story), {
    args: ['--require', register],
    directory: stories,
    environment: {
      HEADERS_TRACE_FORMAT: 'json',
      HEADERS_TRACE_OUTPUT: fileOf(machine),
      HEADERS_TRACE_BUDGET: 'full',
    },
    requests: Array.from({ length: times }, () => requests).flat(),
  })
}

async function draw(address) {
  const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome']
  const browser = await chromium.launch({
    executablePath: places.find(place => place && existsSync(place)),
    args: ['--no-sandbox', '--disable-gpu'],
  })
  for (const colorScheme of ['light', 'dark']) {
    const viewport = { width: 1280, height: 820 }
    const tab = await browser.newPage({ viewport, colorScheme, deviceScaleFactor: 1.5 })
    await tab.goto(address)
    await tab.locator('.rows a', { hasText: shown }).click()
    await tab.mouse.move(0, 0)
    await tab.locator('.picture circle').first().waitFor()
    const suffix = colorScheme === 'light' ? '' : '-dark'
    await tab.screenshot({ path: join(root, `docs/view${suffix}.png`) })
    console.log(`docs/view${suffix}.png`)
  }
  await browser.close()
}
