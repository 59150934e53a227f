import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { hostile } from './hostile'
import { textOfPage } from './page'
import { lines, report } from './report'

const scriptsIn = (html: string) => [...html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)]

describe('the page', () => {
  const usual = () => textOfPage(lines(report()))

  test('lets nothing run, be loaded or be sent but its own script and style', () => {
    const html = usual()
    const policy = /Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1] ?? ''
    expect(policy).toContain("default-src 'none'")
    const script = scriptsIn(html).find(([, attributes]) => attributes === '')?.[2] ?? ''
    expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`)
    expect(policy).not.toContain('unsafe')
  })

  test('refers to nothing outside of itself', () => {
    const markup = usual().replace(/<script[\s\S]*?<\/script>/g, '')
    expect(markup).not.toMatch(/\b(?:src|href)="(?!#)/)
    expect(markup).not.toMatch(/url\(|@import|\son\w+=/)
  })

  test('has the same elements whatever the reports say', () => {
    const structure = (html: string) => scriptsIn(html).map(([, attributes]) => attributes)
    expect(structure(textOfPage(lines(hostile)))).toEqual(structure(usual()))
  })

  test('has no sign in it that turns, breaks or commands text', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    const signs = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/
    expect(textOfPage(lines(hostile)).replace(/<script>[\s\S]*?<\/script>/, '')).not.toMatch(signs)
  })

  test('is there also when there is nothing to show', () => {
    expect(textOfPage('nothing\n')).toContain('"malformed":1')
  })
})
