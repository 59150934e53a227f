import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cli, headersTrace } from '../cli/command-line'
import { folderOf, node } from '../program'
import { installed, startBrowser } from './browser'
import { pageOf, textOfPage } from './page'
import { lines, report } from './report'

const other = report({ fingerprint: 'bbbbbbbbbbbb', request: { method: 'POST', route: '/photos' } })

/** Serves the page of some reports, and gives its address, its folder and how it ends. */
async function served(reports: string, ...args: string[]) {
  const directory = folderOf({ ...(reports !== '' && { 'reports.ndjson': reports }), 'app.js': '' })
  const child = spawn(node, [cli, 'view', 'reports.ndjson', '--watch', ...args], { cwd: directory })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = await once(child.stdout, 'data')
  const [, url = ''] = /^(http:\S+) shows reports\.ndjson until Ctrl-C\n$/.exec(String(line)) ?? []
  return { url, directory, child, file: join(directory, 'reports.ndjson') }
}

function statusOf(url: string, headers = {}, method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const req = request(url, { headers, method }, res => {
      res.resume()
      resolve(res.statusCode)
    })
    req.on('error', reject)
    req.end()
  })
}

describe('headers-trace view --watch', () => {
  test('serves the page as the reports are now, and writes nothing', async () => {
    const { url, file, directory } = await served(lines(report()))
    expect(await (await fetch(url)).text()).not.toContain('/photos')
    appendFileSync(file, lines(other))
    expect(await (await fetch(url)).text()).toContain('/photos')
    expect(existsSync(join(directory, 'headers-trace.html'))).toBe(false)
  })

  test('says when there are new reports', async () => {
    const { url, file } = await served(lines(report()))
    const events = (await fetch(`${url}events`)).body?.getReader()
    appendFileSync(file, lines(other))
    const { value } = (await events?.read()) ?? {}
    expect(new TextDecoder().decode(value)).toBe('event: reports\ndata:\n\n')
  })

  test('waits for reports that are not there yet', async () => {
    const { url, file } = await served('')
    expect((await fetch(url)).status).toBe(200)
    appendFileSync(file, lines(other))
    expect(await (await fetch(url)).text()).toContain('/photos')
  })

  test('has no page for who does not know the address, or came by another name', async () => {
    const { url } = await served(lines(report()))
    const { origin, port, hostname } = new URL(url)
    expect(hostname).toBe('127.0.0.1')
    expect(await statusOf(`${origin}/`)).toBe(404)
    expect(await statusOf(`${origin}/${'x'.repeat(22)}/`)).toBe(404)
    expect(await statusOf(url, { host: `evil.example:${port}` })).toBe(403)
    expect(await statusOf(url, {}, 'POST')).toBe(405)
  })

  test('goes on where a file is replaced, cut off or cannot be read', async () => {
    const { url, file } = await served(lines(report()))
    appendFileSync(file, lines(other).slice(0, 100))
    expect(await (await fetch(url)).text()).toContain('/company')
    truncateSync(file, 10)
    expect((await fetch(url)).status).toBe(200)
    rmSync(file)
    mkdirSync(file)
    const refused = await fetch(url)
    expect(refused.status).toBe(500)
    expect(await refused.text()).toContain('The reports cannot be read: EISDIR')
    rmSync(file, { recursive: true })
    writeFileSync(file, lines(other))
    expect(await (await fetch(url)).text()).toContain('/photos')
  })

  test('ends with a signal, while a page is open', async () => {
    const { url, child } = await served(lines(report()))
    await fetch(`${url}events`)
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  test.each([
    [['--watch'], 'view needs a file of reports'],
    [['reports.ndjson', '--watch', '-o', 'x.html'], '--watch writes no file: leave out -o'],
    [['-', '--watch'], '--watch needs files, which it can read again'],
    [['reports.ndjson', '--editor', 'vscod'], "there is no editor 'vscod'"],
  ])('refuses %j', (args, refusal) => {
    const { stderr, status } = headersTrace(['view', ...args], {
      directory: folderOf({ 'reports.ndjson': '' }),
    })
    expect(stderr).toContain(refusal)
    expect(status).toBe(2)
  })
})

test('a page that is passed on has no folder of the machine that it was made on', () => {
  expect(textOfPage(lines(report()))).toContain('"opening":null')
})

describe.skipIf(installed === undefined)('in a browser', () => {
  const open = startBrowser()

  test('the page shows new reports as they come, and stays with the bug that is shown', async () => {
    const { url, file } = await served(lines(report()), '--editor', 'vscode')
    const { page, troubles } = await open(`${url}#aaaaaaaaaaaa`)
    await page.fill('#search', ':id')
    appendFileSync(file, lines(other))
    await page.getByText('1 conflict of 2').waitFor()
    expect(await page.locator('h1').textContent()).toContain('/company/:id')
    expect(troubles).toEqual([])
  })

  test('positions open in the editor that is chosen on the page', async () => {
    const { url, directory } = await served(lines(report()), '--editor', 'vscode')
    const { page } = await open(url)
    const href = () => page.locator('.lanes a.opens').first().getAttribute('href')
    expect(await href()).toMatch(`vscode://file${directory}/`)
    await page.selectOption('#editor', 'zed')
    expect(await href()).toMatch(`zed://file${directory}/`)
    await page.reload()
    expect(await href()).toMatch(`zed://file${directory}/`)
    await page.selectOption('#editor', '')
    expect(await page.locator('a.opens').count()).toBe(0)
  })

  test('a page from the disk offers no editor unless it was made for one', async () => {
    const { page } = await open(pageOf(lines(report())))
    expect(await page.locator('#editor').isVisible()).toBe(false)
  })
})
