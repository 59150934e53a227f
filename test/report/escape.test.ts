import { describe, expect, it } from 'vitest'
import { escapeUnsafe } from '../../src/report/printable'

describe('a string that somebody else controls', () => {
  it.each([
    ['terminal escapes', '\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
    ['a terminal title', '\u001b]0;owned\u0007', '\\u001b]0;owned\\u0007'],
    ['new lines', 'a\nb\r\nc', 'a\\u000ab\\u000d\\u000ac'],
    ['a tab', 'a\tb', 'a\\u0009b'],
    ['a backspace', 'safe\b\b\b\bevil', 'safe\\u0008\\u0008\\u0008\\u0008evil'],
    ['a null', 'a\0b', 'a\\u0000b'],
    ['a delete', 'a\u007fb', 'a\\u007fb'],
    ['C1 control sequences', '\u009b31mred\u0085next', '\\u009b31mred\\u0085next'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
    ['text that turns around', 'user\u202etxt.exe', 'user\\u202etxt.exe'],
    ['isolated text that turns around', '\u2066a\u2069\u061c\u200f', '\\u2066a\\u2069\\u061c\\u200f'],
    ['a byte order mark', '\ufeffa', '\\ufeffa'],
    ['a lone first half of a pair', 'a\ud83db', 'a\\ud83db'],
    ['a lone second half of a pair', 'a\ude00b', 'a\\ude00b'],
    ['halves in the wrong order', '\ude00\ud83d', '\\ude00\\ud83d'],
    ['a half before a whole', '\ud83d\ud83d\ude00', '\\ud83d\ud83d\ude00'],
  ])('is escaped where it has %s', (_, text, escaped) => {
    expect(escapeUnsafe(text)).toBe(escaped)
  })

  it.each(['', 'GET /company/42', 'Grüße, 漢字 and עברית', '😀 👩‍👩‍👧', 'C:\\shop', '"quoted" \\u001b'])(
    'stays as it is where it is safe: %s',
    text => {
      expect(escapeUnsafe(text)).toBe(text)
    },
  )

  it('stays the same JSON when it is escaped as JSON', () => {
    const value = { 'k\u202e': 'a\u001b\u009b\u2028\ud83d\n', more: ['\u007f'] }
    const line = escapeUnsafe(JSON.stringify(value))
    expect(JSON.parse(line)).toEqual(value)
    expect(line).toMatch(/^[\x20-\x7e]+$/)
  })
})
