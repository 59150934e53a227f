import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aResponse, folderOf, run } from '../program'

// As PM2 does in its cluster mode, and `dotenv` from a file.
const setting = (settings: Record<string, string>) =>
  `Object.assign(process.env, ${JSON.stringify(settings)})\n${aResponse}res.end('one')\ntry { res.setHeader('a', 'b') } catch {}\n`

describe('what the application puts into its environment before the first conflict', () => {
  it('says in which form and to which file it is reported', async () => {
    const folder = folderOf({
      'app.js': setting({ HEADERS_TRACE_FORMAT: 'json', HEADERS_TRACE_OUTPUT: 'reports.ndjson' }),
    })
    const { stderr } = await run(folder)
    expect(stderr).toBe('')
    expect(JSON.parse(readFileSync(join(folder, 'reports.ndjson'), 'utf8'))).toMatchObject({
      kind: 'headers',
    })
  })

  it('leaves the file where it was at the start, where the settings are the same', async () => {
    const folder = folderOf({
      'app.js': `process.chdir('/')\n${setting({})}`,
    })
    await run(folder, { environment: { HEADERS_TRACE_OUTPUT: 'reports.txt' } })
    expect(existsSync(join(folder, 'reports.txt'))).toBe(true)
  })

  it('makes a run strict', async () => {
    const { code } = await run(folderOf({ 'app.js': setting({ HEADERS_TRACE_STRICT: '1' }) }))
    expect(code).toBe(1)
  })

  it('switches reports off', async () => {
    const { stderr, conflicts } = await run(folderOf({ 'app.js': setting({ HEADERS_TRACE: 'off' }) }))
    expect({ stderr, conflicts }).toEqual({ stderr: '', conflicts: [] })
  })
})
