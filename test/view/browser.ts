import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser that is installed here: it is not brought along. */
export const installed = [process.env.CHROMIUM, ...places].find(place => place && existsSync(place))

if (installed === undefined)
  console.warn('The page is not looked at in a browser: there is none here (set CHROMIUM to its path).')

/** Starts the browser for a file's tests, and gives what opens a file or an address in it. */
export function startBrowser() {
  let browser: Browser | undefined
  beforeAll(async () => {
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync']
    browser = await chromium.launch({ executablePath: installed as string, args })
  })
  afterAll(() => browser?.close())

  return async (file: string, options: BrowserContextOptions = {}, hash = '') => {
    if (browser === undefined) throw new Error('the browser has not started')
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const troubles = watch(page)
    await page.goto(/^http:/.test(file) ? file : pathToFileURL(file).href + hash)
    return { page, troubles }
  }
}

// What a page does that one which only shows its data does not.
function watch(page: Page): string[] {
  const troubles: string[] = []
  page.on('console', message => troubles.push(`console: ${message.text()}`))
  page.on('pageerror', error => troubles.push(`error: ${error.message}`))
  page.on('dialog', dialog => troubles.push(`dialog: ${dialog.message()}`))
  page.on('popup', () => troubles.push('popup'))
  page.on('request', request => {
    // A page that is served hears of new reports.
    const isEvents = /^http:\/\/127\.0\.0\.1:\d+\/[\w-]+\/events$/.test(request.url())
    if (
      !isEvents &&
      request.url().split('#')[0] !== page.url().split('#')[0] &&
      !request.isNavigationRequest()
    )
      troubles.push(`request: ${request.url()}`)
  })
  return troubles
}

/** Holds a page to be without trouble and not wider than its window. */
export async function expectWell(page: Page, troubles: readonly string[]): Promise<void> {
  const [width, window] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, innerWidth]',
  )
  expect(width).toBeLessThanOrEqual(window)
  expect(await page.evaluate('window.hit')).toBeUndefined()
  expect(troubles).toEqual([])
}
