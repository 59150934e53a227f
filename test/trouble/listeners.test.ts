import { expect, it } from 'vitest'
import { aResponse, folderOf, run } from '../program'

const conflict = `${aResponse}
res.end()
try {
  res.setHeader('a', 'b')
} catch {}
`

it('Node warns of no internal listener that would be one too many', async () => {
  const listeners = "for (let count = 0; count < 10; count++) process.on('exit', () => {})\n"
  const { conflicts, stderr } = await run(folderOf({ 'app.js': listeners + conflict }))
  expect(conflicts).toHaveLength(1)
  expect(stderr).not.toContain('MaxListenersExceededWarning')
})

it('the number of listeners that a process may have stays what it was', async () => {
  const look =
    "console.log(process.getMaxListeners(), Object.getOwnPropertyDescriptor(process, '_maxListeners'))\n"
  const alone = await run(folderOf({ 'app.js': look }), { args: [] })
  const { stdout } = await run(folderOf({ 'app.js': conflict + look }))
  expect(stdout).toBe(alone.stdout)
})
