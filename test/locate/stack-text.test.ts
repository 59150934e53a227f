import { describe, expect, it } from 'vitest'
import { parseStackText } from '../../src/locate/stack-text'

const call = (
  file: string,
  functionName: string | null,
  typeName: string | null = null,
  isAsync = false,
) => ({
  file,
  line: 7,
  column: 11,
  functionName,
  typeName,
  methodName: null,
  isAsync,
  offset: null,
  hash: null,
  callee: null,
})

describe('the text of a stack', () => {
  it.each([
    ['a function', 'at show (/shop/app.js:7:11)', call('/shop/app.js', 'show')],
    ['an anonymous function', 'at /shop/app.js:7:11', call('/shop/app.js', null)],
    ['a method', 'at Shop.show (/shop/app.js:7:11)', call('/shop/app.js', 'show', 'Shop')],
    ['an anonymous method', 'at Shop.<anonymous> (/shop/app.js:7:11)', call('/shop/app.js', null, 'Shop')],
    [
      'a method under an alias',
      'at Shop.show [as get] (/shop/app.js:7:11)',
      call('/shop/app.js', 'show', 'Shop'),
    ],
    ['a getter', 'at get open [as open] (/shop/app.js:7:11)', call('/shop/app.js', 'get open')],
    [
      'a getter of a class',
      'at Shop.get open [as open] (/shop/a.js:7:11)',
      call('/shop/a.js', 'get open', 'Shop'),
    ],
    [
      'a symbol',
      'at Shop.[Symbol.iterator] (/shop/a.js:7:11)',
      call('/shop/a.js', '[Symbol.iterator]', 'Shop'),
    ],
    ['a bare symbol', 'at [Symbol.iterator] (/shop/a.js:7:11)', call('/shop/a.js', '[Symbol.iterator]')],
    ['a nested name', 'at a.b.show (/shop/app.js:7:11)', call('/shop/app.js', 'show', 'a.b')],
    ['a constructor', 'at new Shop (/shop/app.js:7:11)', call('/shop/app.js', 'Shop')],
    ['what awaits', 'at async show (/shop/app.js:7:11)', call('/shop/app.js', 'show', null, true)],
    [
      'a method that awaits',
      'at async Shop.show (/shop/a.js:7:11)',
      call('/shop/a.js', 'show', 'Shop', true),
    ],
    [
      'an anonymous function that awaits',
      'at async /shop/app.js:7:11',
      call('/shop/app.js', null, null, true),
    ],
    ['a module', 'at show (file:///shop/a%20b.mjs:7:11)', call('/shop/a b.mjs', 'show')],
    ['a bare module', 'at file:///shop/app.mjs:7:11', call('/shop/app.mjs', null)],
    ["Node's own", 'at Server.emit (node:events:7:11)', call('node:events', 'emit', 'Server')],
    ['spaces and parentheses', 'at show (/my (old) shop/app.js:7:11)', call('/my (old) shop/app.js', 'show')],
    ['bare spaces and parentheses', 'at /my (old) shop/app.js:7:11', call('/my (old) shop/app.js', null)],
    ['a drive', 'at show (C:\\shop\\app.js:7:11)', call('C:\\shop\\app.js', 'show')],
    [
      'evaluated code with a name',
      'at eval (webpack-internal:///./a.js:7:11)',
      call('webpack-internal:///./a.js', 'eval'),
    ],
  ])('names %s', (_, line, expected) => {
    expect(parseStackText(`Error: no\n    ${line}`)).toEqual([expected])
  })

  it.each([
    ['evaluated code', 'at eval (eval at show (/shop/app.js:3:5), <anonymous>:7:11)'],
    ['a native', 'at Array.forEach (<anonymous>)'],
    ['a promise combinator', 'at async Promise.all (index 0)'],
    ['prose', 'looks at show (/shop/app.js:7:11) but is none'],
  ])('leaves out %s', (_, line) => {
    expect(parseStackText(`Error: no\n    ${line}`)).toEqual([])
  })

  it('leaves out a message that looks like a call', () => {
    expect(parseStackText('Error: at show (/shop/app.js:7:11)')).toEqual([])
  })

  it('keeps the order', () => {
    const text = 'Error\n    at a (/shop/app.js:7:11)\n    at b (/shop/app.js:7:11)'
    expect(parseStackText(text).map(found => found.functionName)).toEqual(['a', 'b'])
  })
})
