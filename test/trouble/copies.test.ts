import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aResponse, folderOf, linesIn, marksOf, register, root, run } from '../program'

const app = `${aResponse}
res.end() // first
try {
  res.setHeader('a', 'b') // second
} catch (error) {
  console.log(error.cause.message, error.cause.cause)
}
`

function withCopy(text: string) {
  const folder = folderOf({ 'app.js': text })
  cpSync(join(root, 'dist'), join(folder, 'node_modules/headers-trace/dist'), { recursive: true })
  const copy = join(folder, 'node_modules/headers-trace/dist')
  return { folder, copy: join(copy, 'register.js'), index: join(copy, 'src/index.js') }
}

describe('a second copy of the package', () => {
  it.each([
    ['after', (one: string, two: string) => [one, two]],
    ['before', (one: string, two: string) => [two, one]],
    ['before and after', (one: string, two: string) => [two, one, two]],
  ])('that is loaded %s this one leaves it at one report', async (_, order) => {
    const { folder, copy } = withCopy(app)
    const args = order(register, copy).flatMap(file => ['--require', file])
    const { conflicts, stdout, stderr } = await run(folder, { args })
    expect(conflicts.map(linesIn)).toEqual([marksOf('app.js', app)])
    expect(stderr.match(/^headers-trace/gm)).toHaveLength(1)
    expect(stdout).toBe('GET / had been responded to with 200 here undefined\n')
  })

  it('hands out the conflicts that the first one has seen', async () => {
    const look = `
const { takeConflicts, onConflict, install } = require('headers-trace/dist/src/index.js')
install()
onConflict(conflict => console.log('heard', conflict.second.operation))
${app}
console.log(takeConflicts().map(conflict => conflict.second.operation).join())
`
    const { folder } = withCopy(look)
    const { stdout, stderr } = await run(folder)
    expect(stdout).toBe('GET / had been responded to with 200 here undefined\nheard setHeader\nsetHeader\n')
    expect(stderr.match(/^headers-trace/gm)).toHaveLength(1)
  })

  it('watches when the first has been undone', async () => {
    const other = JSON.stringify(join(root, 'dist/src/index.js'))
    const { folder } = withCopy(`const undo = require(${other}).install()
undo()
require('headers-trace/dist/src/index.js').install()
${app}`)
    const { conflicts, stderr } = await run(folder, { args: [] })
    expect(conflicts).toHaveLength(1)
    expect(stderr.match(/^headers-trace/gm)).toHaveLength(1)
  })

  it('says nothing about itself', async () => {
    const { folder, copy } = withCopy("console.log('done')")
    const { stderr } = await run(folder, { args: ['--require', register, '--require', copy] })
    expect(stderr).toBe('')
  })
})
