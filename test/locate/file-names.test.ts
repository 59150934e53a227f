import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { addFiles, aResponse, folderOf, linesIn, marksOf, once, preload, run } from '../program'

const app = `${aResponse}
function show() {
  res.end('found') // first
  try {
    res.setHeader('a', 'b') // second
  } catch {}
}
show()
`

const module = app.replace(/const (.*) = require\('node:http'\)/, "import $1 from 'node:http'")

const names = [
  'two words',
  'Grüße 漢字 😀',
  '100% sure',
  'a%20b',
  '50%zz',
  'company (old)',
  'a#b',
  'what?',
  "it's",
  'a+b&c=d',
  '[id]',
  'semi;colon, comma',
  'at show (eval)',
]

const typed = `type Unused = never\n\n${app}`

/** A program of all files of a kind, each under its odd name in a folder of that name, and what it reports of each. */
function oddly(kind: {
  extension: string
  text: string
  args?: string[]
  build?: (folder: string, file: string) => string
}) {
  const { extension, text, args = [], build = (_: string, file: string) => file } = kind
  const files = names.map(name => `${name}/${name}.${extension}`)
  const reports = once(async () => {
    const folder = folderOf(Object.fromEntries(files.map(file => [file, text])), 'an odd 100% [folder] #1?')
    const imports = files.map(
      file => `import(${JSON.stringify(pathToFileURL(join(folder, build(folder, file))))})`,
    )
    addFiles(folder, { 'app.mjs': imports.map(found => `await ${found}`).join('\n') })
    const { conflicts, stderr } = await run(folder, { entry: 'app.mjs', args: [...args, ...preload] })
    const blocks = stderr.split(/^(?=headers-trace)/m).slice(1)
    return conflicts.map((conflict, index) => ({ lines: linesIn(conflict), block: blocks[index] }))
  })
  return async (name: string) => {
    const file = `${name}/${name}.${extension}`
    const marks = marksOf(file, text)
    const report = (await reports()).find(({ lines }) => lines.first === marks.first)
    expect(report?.lines).toEqual(marks)
    expect(report?.block).toContain("res.end('found')")
  }
}

function compiled(folder: string, file: string): string {
  const outfile = `dist/${file.replace(/ts$/, 'js')}`
  const options = { platform: 'node', sourcemap: true, sourcesContent: false } as const
  buildSync({ absWorkingDir: folder, entryPoints: [file], outfile, ...options })
  return outfile
}

describe('names the lines of a file in a folder called', () => {
  it.each(names)('%s', oddly({ extension: 'js', text: app }))

  it.each(names)('%s, as an ECMAScript module', oddly({ extension: 'mjs', text: module }))

  it.each(names)('%s, through a map', oddly({ extension: 'ts', text: typed, build: compiled }))

  it.each(names)(
    '%s, through a map that Node has too',
    oddly({ extension: 'ts', text: typed, build: compiled, args: ['--enable-source-maps'] }),
  )

  it.each(names)(
    '%s, from the text of the stack',
    oddly({ extension: 'js', text: app, args: ['--frozen-intrinsics'] }),
  )
})
