import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { leaveWhenIdle, stories } from '../examples/run.mjs'
import { applyEdits } from '../src/diagnose/edits/apply-edits'
import { folderOf, preload, run } from './program'

/** A server of Express whose handler has the given statements, and that prints what it has sent. */
const app = (handler: string) => `
const express = require('express')
const app = express()
app.set('env', 'test')
const nobody = undefined
app.get('/', (_req, res, next) => {
  ${handler.split('\n').join('\n  ')}
})
app.use((error, _req, res, next) => {
  res.statusCode = 500
  console.error(error.message)
})
const server = app.listen(0, '127.0.0.1', async () => {
  const response = await fetch(\`http://127.0.0.1:\${server.address().port}\`)
  console.log(response.status, await response.text())
  process.kill(process.pid, 'SIGUSR2')
})
`

const runWith = async (text: string) => {
  const folder = folderOf({ 'app.js': text })
  // Express 5.
  symlinkSync(join(stories, 'two-notices/node_modules'), join(folder, 'node_modules'))
  return run(folder, { args: ['--require', leaveWhenIdle, ...preload] })
}

describe('a response that comes to nothing, since there is no body, is reported', () => {
  it.each([
    ["if (!nobody) res.status(404).json({ error: 'unknown' })\nres.json(nobody)", 'res.json'],
    ["if (!nobody) res.status(404).send('unknown')\nres.send(nobody)", 'res.send'],
    ['setTimeout(() => {\nres.json(nobody) }, 5); res.json({})', 'res.json'],
  ])('%s', async (handler, via) => {
    const { conflicts, stdout } = await runWith(app(handler))
    expect(
      conflicts.map(({ first, second }) => [first.site?.line, second.via, second.site?.line, second.outcome]),
    ).toEqual([handler.startsWith('if') ? [7, via, 8, 'lost'] : [8, via, 8, 'lost']])
    expect(stdout).not.toBe('')
  })
})

describe('a status that is set after the response is reported, with an edit that sends it', () => {
  it.each([
    ['res.json({ id: 1 }).status(201)', 'res.status', 'chained-send', 7, '201 {"id":1}'],
    ['return res.json({ id: 1 }).status(201)', 'res.status', 'chained-send', 7, '201 {"id":1}'],
    ["res.send('gone')\nres.status(410)", 'res.status', 'late-header', 8, '410 gone'],
    ["res.send('gone')\nres.statusCode = 410", 'res.statusCode', 'late-header', 8, '410 gone'],
    [
      "res.end('gone')\nconsole.error('gone')\nres.statusCode = 410",
      'res.statusCode',
      'late-header',
      9,
      '410 gone',
    ],
  ])('%s', async (handler, via, cause, line, sent) => {
    const text = app(handler)
    const { conflicts } = await runWith(text)
    expect(
      conflicts.map(conflict => [conflict.second.via, conflict.cause, conflict.second.site?.line]),
    ).toEqual([[via, cause, line]])
    const edited = await runWith(applyEdits(text, conflicts[0]?.fix.edits ?? []))
    expect([edited.stdout.trim(), edited.conflicts]).toEqual([sent, []])
  })
})

describe('no edit is offered', () => {
  it.each([
    ['res.status(200).json({})\nres.status(201)'],
    ['res.status(200).json({})\nres.statusCode = 201'],
    ['res.sendStatus(200).status(201)'],
  ])('where the response has a status of its own: %s', async handler => {
    const { conflicts } = await runWith(app(handler))
    expect(conflicts.map(({ fix }) => fix.edits)).toEqual([[]])
  })
})

describe('nothing is reported', () => {
  it.each([
    ['res.json({})\nres.end()'],
    ['res.json({})\nconst { json } = res'],
    ["res.on('finish', () => { res.statusCode = 499 })\nres.json({})"],
    ["res.on('close', () => { res.statusCode = 499 })\nres.json({})"],
    ["res.on('close', () => console.error(res.statusCode))\nres.json({})\nres.statusCode = 499"],
    ['res.json({})\nres.statusCode = 500\nconsole.error(res.statusCode)'],
    ["res.json({})\nres.statusCode = 500\nres.emit('logged', res)"],
    ['res.json({})\nres.status(200)'],
    ["res.json({})\nnext(new Error('late'))"],
    ["try { res.json({}); throw new Error('late') } catch { res.statusCode = 500 }"],
    ['if (res.json({}) && nobody) res.statusCode = 500'],
  ])('%s', async handler => {
    const { conflicts, stdout } = await runWith(app(handler))
    expect([conflicts, stdout.trim()]).toEqual([[], '200 {}'])
  })
})
