import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  blocksOf,
  colouredReport,
  outputOf,
  pages,
  picture,
  pictured,
  readPage,
  stable,
} from '../docs/outputs.mjs'
import { wordsOf } from '../docs/report-svg.mjs'
import { root } from '../examples/run.mjs'
import { causes } from '../src/diagnose/causes'
import { optionsFromEnvironment } from '../src/options'

const renew = 'renew it with `npm run docs`'

describe.each(pages)('%s', page => {
  const text = readPage(page)
  const blocks = blocksOf(text)

  test.each(blocks)('shows $name as the program prints it', async ({ name, text }) => {
    expect(stable(text), renew).toBe(stable(await outputOf(name)))
  })

  test('has a block below each comment that asks for an output', () => {
    expect(blocks).toHaveLength(text.match(/<!-- output: /g)?.length ?? 0)
  })

  test('links to files and headings that are there', () => {
    expect(linksOf(text).filter(link => !isThere(page, link))).toEqual([])
  })

  test('shows the path of each source that it links to', () => {
    const links = [...text.matchAll(/\[`((?:src|test|docs|bench|examples)\/[^`]*)`\]\(([^)#\s]+)/g)]
    const wrong = links.filter(
      ([, shown = '', link = '']) => !join(dirname(page), link).startsWith(shown.replace(/\/$/, '')),
    )
    expect(wrong.map(([link]) => link)).toEqual([])
  })

  test('says nothing of the machine it was written on', () => {
    expect(text).not.toContain(root.replace(/\/$/, ''))
  })
})

describe('the picture', () => {
  test('shows what the program prints', async () => {
    expect(wordsOf(stable(readPage(picture))), renew).toBe(wordsOf(stable(await colouredReport())))
  })

  test('is of the same run as the text below it', () => {
    const text = blocksOf(readPage('README.md')).find(({ name }) => name === pictured)?.text
    expect(wordsOf(readPage(picture)), renew).toBe(wordsOf(text ?? ''))
  })
})

describe("the README's table of switches", () => {
  const rows = [...readPage('README.md').matchAll(/^\| `(HEADERS_TRACE\w*)` \|.* \| `(.*)` \|/gm)]
  const fallbacks = { ...optionsFromEnvironment(() => {}, {}) }

  test('has each switch that there is', () => {
    const variables = new Set(readPage('src/options.ts').match(/\bHEADERS_TRACE(_[A-Z]+)*\b/g))
    expect(new Set(rows.map(([, variable]) => variable))).toEqual(variables)
  })

  test.each(rows.map(([, variable, fallback]) => ({ variable, fallback })))(
    'gives the default of $variable',
    ({ variable, fallback }) => {
      const warnings: string[] = []
      const options = optionsFromEnvironment(line => warnings.push(line), { [variable as string]: fallback })
      expect([options, warnings]).toEqual([fallbacks, []])
    },
  )
})

test('README names each cause', () => {
  const codes = causes.map(({ code }) => code)
  expect(codes.filter(code => !readPage('README.md').includes(`\`${code}\``))).toEqual([])
})

const outsideOfCode = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '')

function linksOf(page: string): string[] {
  const text = outsideOfCode(page)
  const inline = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link as string)
  const definitions = [...text.matchAll(/^\[[^\]]+\]: (\S+)$/gm)].map(([, link]) => link as string)
  const html = [...text.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, link]) => link as string)
  return [...inline, ...definitions, ...html].filter(link => !/^https?:/.test(link))
}

function isThere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  const file = join(root, target)
  if (!existsSync(file)) return false
  return anchor === undefined || (statSync(file).isFile() && anchorsOf(readPage(target)).includes(anchor))
}

// As GitHub names them.
function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    (heading as string)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
