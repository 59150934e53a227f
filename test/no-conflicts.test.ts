import { describe, expect, it } from 'vitest'
import { aResponse, folderOf, preload, root, run } from './program'

const conflict = "function respond() { res.end('one'); try { res.setHeader('a', 'b') } catch {} }\n"
const start = `const { assertNoConflicts, withoutConflicts } = require(${JSON.stringify(root)})\n${aResponse}${conflict}`

/** What a program prints that has a conflict in `respond()`. */
async function printed(program: string) {
  const { stdout, code } = await run(folderOf({ 'app.js': start + program }), { args: preload })
  expect(code).toBe(0)
  return stdout
}

const sentence = /^GET \/ had its response from res\.end \(app\.js:3\) when res\.setHeader \(app\.js:3\)/
const caught =
  'try { assertNoConflicts(); console.log("none") } catch (error) { console.log(error.message) }\n'
const asDone = 'error => console.log(error === undefined ? "none" : error.message)'

describe('assertNoConflicts', () => {
  it.each([
    ['throws a sentence where there was one', `respond()\n${caught}`, sentence],
    ['throws nothing where there was none', caught, /^none$/m],
    [
      'throws nothing for one that it has thrown for',
      `respond()\n${caught}console.clear()\n${caught}`,
      /\nnone\n$/,
    ],
    [
      "has the caller's line at the top of its stack",
      'respond()\ntry { assertNoConflicts() } catch (error) { console.log(error.stack) }',
      /at Object\.<anonymous> \(.*app\.js:5/,
    ],
  ])('%s', async (_, program, expected) => {
    expect(await printed(program)).toMatch(expected)
  })
})

describe('withoutConflicts', () => {
  it.each([
    [
      'rejects where a test had one',
      `withoutConflicts(async () => respond())().then(() => console.log('none'), ${asDone})`,
      sentence,
    ],
    ['resolves where it had none', `withoutConflicts(() => {})().then(${asDone}, ${asDone})`, /^none$/m],
    [
      'hands the error to the callback of a test that takes one',
      `withoutConflicts(done => { respond(); done() })(${asDone})`,
      sentence,
    ],
    [
      'hands over the error of such a test itself',
      `withoutConflicts(done => { respond(); done(new Error('own')) })(${asDone})`,
      /^own$/m,
    ],
    ['calls back without one where there was none', `withoutConflicts(done => done())(${asDone})`, /^none$/m],
    [
      'keeps `this`',
      'withoutConflicts(function () { console.log(this.name) }).call({ name: "test" })',
      /^test$/m,
    ],
    [
      'keeps what tells the kind of the test',
      'console.log(withoutConflicts(done => done()).length, withoutConflicts(() => {}).length)',
      /^1 0$/m,
    ],
  ])('%s', async (_, program, expected) => {
    expect(await printed(program)).toMatch(expected)
  })
})
