import { describe, expect, it } from 'vitest'
import { fill, widthOf } from '../../src/report/pretty/terminal-text'

describe('the width of a text in a terminal', () => {
  it.each([
    ['', 0],
    ['show', 4],
    ['Grüße', 5],
    ['u\u0308', 1],
    ['漢字', 4],
    ['한글', 4],
    ['ｆｕｌｌ', 8],
    ['𠮷', 2],
    ['😀', 2],
    ['a😀b', 4],
    ['─│…', 3],
  ])('of %j is %i', (text, width) => {
    expect(widthOf(text)).toBe(width)
  })

  it('is filled up to a number of columns', () => {
    expect(fill('漢字', 6)).toBe('漢字  ')
    expect(fill('long', 2)).toBe('long')
    expect(fill('a', 3, text => `<${text}>`)).toBe('<a>  ')
  })
})
