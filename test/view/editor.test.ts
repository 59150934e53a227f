import { describe, expect, test } from 'vitest'
import { editors, urlOf } from '../../src/tools/view/editor'

describe('a position', () => {
  test.each([
    ['src/a.js:3:7', 'vscode', 'vscode://file/home/me/src/a.js:3:7'],
    ['src/a b.js:3:7', 'cursor', 'cursor://file/home/me/src/a%20b.js:3:7'],
    ['/srv/a.js:3', 'zed', 'zed://file/srv/a.js:3:1'],
    ['C:\\srv\\a.js:3:7', 'vscodium', 'vscodium://file/C:/srv/a.js:3:7'],
    ['src/a.js:3:7', 'webstorm', 'webstorm://open?file=%2Fhome%2Fme%2Fsrc%2Fa.js&line=3&column=7'],
  ])('%s opens in %s', (place, editor, url) => {
    expect(urlOf(place, editor, '/home/me')).toBe(url)
  })

  test.each([
    ['by Node itself', 'vscode'],
    ['src/a.js:3:7', ''],
    ['src/a.js:3:7', 'constructor'],
  ])('%s opens in no editor called %j', (place, editor) => {
    expect(urlOf(place, editor, '/home/me')).toBeNull()
  })

  test('opens by a URL of the editor, whatever its file is called', () => {
    for (const name of Object.keys(editors))
      expect(urlOf('javascript:alert(1)/a.js:1:1', name, '/home/me')).toMatch(/^[a-z-]+:\/\/(file|open)/)
  })
})
