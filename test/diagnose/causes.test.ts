import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { marksOf, root, stories, storyNames } from '../../examples/run.mjs'
import { unsolved } from '../../examples/unsolved.mjs'
import { causes } from '../../src/diagnose/causes'

const codes = causes.map(({ code }) => code).sort()

describe('the code of a cause', () => {
  test('is the name of its file', () => {
    const files = readdirSync(join(root, 'src/diagnose/causes')).map(file => basename(file, '.ts'))
    expect(files.sort()).toEqual(codes)
  })

  test('is the title of its section in the docs', () => {
    const text = readFileSync(join(root, 'docs/causes.md'), 'utf8')
    const sections = [...text.matchAll(/^## (\S+)$/gm)].map(([, title]) => title)
    expect(sections.sort()).toEqual(codes)
  })

  test('is marked in a story', () => {
    const solved = storyNames().filter(name => !(name in unsolved))
    const marked = new Set(solved.map(name => marksOf(join(stories, name)).cause))
    expect([...marked].sort()).toEqual(codes)
  })
})
