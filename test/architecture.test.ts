import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../examples/run.mjs'
import { type Import, identifiersIn, importsIn, stateIn } from './syntax'

/** In the order in which data flows. */
const stages = ['capture', 'detect', 'source', 'locate', 'diagnose', 'report', 'tools']

const files = ['register.ts', 'opentelemetry.ts', ...filesBelow('src')]
  .filter(file => file.endsWith('.ts'))
  .sort()

const textOf = (file: string) => readFileSync(join(root, file), 'utf8')

/** The stage that a file belongs to, or `undefined` for one beside the stages. */
const stageOf = (file: string) => stages.find(stage => file.startsWith(`src/${stage}/`))

const importsOf = new Map(
  files.map(file => [file, importsIn(textOf(file)).map(found => resolved(file, found))]),
)

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
}

function resolved(file: string, found: Import): Import {
  return found.from.startsWith('.') ? { ...found, from: `${join(dirname(file), found.from)}.ts` } : found
}

/** The files and the modules that each file outside the rule imports. */
function breaches(isBreach: (file: string, found: Import) => boolean): string[] {
  return [...importsOf].flatMap(([file, imports]) =>
    imports.filter(found => isBreach(file, found)).map(found => `${file} imports ${found.from}`),
  )
}

describe('the flow', () => {
  test('has the stages that there are folders for', () => {
    const folders = new Set(filesBelow('src').map(file => file.split('/')[1] ?? ''))
    expect([...folders].filter(name => !name.endsWith('.ts')).sort()).toEqual([...stages].sort())
  })

  test('goes one way: a stage imports only itself and stages before it, types included', () => {
    const position = (file: string) => stages.indexOf(stageOf(file) ?? '')
    const isBackwards = (file: string, { from }: Import) =>
      stageOf(file) !== undefined && stageOf(from) !== undefined && position(from) > position(file)
    expect(breaches(isBackwards)).toEqual([])
  })

  test('is known whole by install.ts alone', () => {
    // The types of what the stages emit are public; who imports them for that alone does not know the stages.
    const known = (file: string) =>
      new Set(importsOf.get(file)?.flatMap(({ from, isType }) => (isType ? [] : (stageOf(from) ?? []))))
    const outside = files.filter(file => stageOf(file) === undefined)
    expect(outside.filter(file => known(file).size > 1)).toEqual(['src/install.ts'])
    const knowable = stages.filter(stage => stage !== 'tools')
    expect([...known('src/install.ts')].sort()).toEqual(knowable.sort())
  })

  test('takes nothing but types from the files beside it', () => {
    // The tools are programs of their own, and take colours as the options say.
    const isOption = (file: string, from: string) => stageOf(file) === 'tools' && from === 'src/options.ts'
    const isFromBeside = (file: string, { from, isType }: Import) =>
      stageOf(file) !== undefined &&
      files.includes(from) &&
      stageOf(from) === undefined &&
      !isType &&
      !isOption(file, from)
    expect(breaches(isFromBeside)).toEqual([])
  })

  test('ends in reports: what reads them takes nothing from the stages before', () => {
    // One tool reads sources, and one asks whether a file can still be parsed.
    const ofSources = (from: string) => /^src\/(source|diagnose\/syntax)\//.test(from)
    const isParser = (file: string, from: string) =>
      file.startsWith('src/tools/fix/') && from === 'src/source/parse.ts'
    const isDeeper = (file: string, { from }: Import) =>
      stageOf(file) === 'tools' &&
      !['tools', 'report', undefined].includes(stageOf(from)) &&
      !(file.startsWith('src/tools/check/') && ofSources(from)) &&
      !isParser(file, from)
    expect(breaches(isDeeper)).toEqual([])
  })

  test('leads from the other tools to the command line', () => {
    const isBack = (file: string, { from }: Import) =>
      !file.startsWith('src/tools/cli/') && from.startsWith('src/tools/cli/')
    expect(breaches(isBack)).toEqual([])
  })

  test('has no circles, types included', () => {
    const circles = files.filter(file => reachableFrom(file).has(file))
    expect(circles).toEqual([])
  })
})

/** The files that a file imports, and what those import. */
function reachableFrom(file: string, seen = new Set<string>()): Set<string> {
  for (const { from } of importsOf.get(file) ?? []) {
    if (seen.has(from)) continue
    seen.add(from)
    reachableFrom(from, seen)
  }
  return seen
}

describe('a source', () => {
  test('imports what exists: a file, a module of Node or a dependency', () => {
    const { dependencies, devDependencies, peerDependencies } = JSON.parse(textOf('package.json'))
    // Types of what a dependency hands out may come from a package that is not there at run time; and what need not be
    // there is asked for late.
    const isUnknown = (_file: string, { from, isType, isLazy }: Import) =>
      !files.includes(from) &&
      !isBuiltin(from) &&
      !Object.hasOwn(
        { ...dependencies, ...(isType && devDependencies), ...((isType || isLazy) && peerDependencies) },
        from,
      )
    expect(breaches(isUnknown)).toEqual([])
  })

  test('names the modules of Node by their prefix', () => {
    expect(breaches((_file, { from }) => isBuiltin(from) && !from.startsWith('node:'))).toEqual([])
  })

  test('is one that can be read: 250 lines at most', () => {
    expect(files.filter(file => textOf(file).split('\n').length - 1 > 250)).toEqual([])
  })

  test('has a name of its own', () => {
    const sources = files.filter(file => file.startsWith('src/'))
    const names = sources.map(file => basename(file))
    const shared = sources.filter(file => names.filter(name => name === basename(file)).length > 1)
    expect(shared).toEqual([])
  })

  test('says why it keeps state, where it does', () => {
    const unexplained = files.flatMap(file =>
      stateIn(textOf(file)).flatMap(({ name, isExplained }) => (isExplained ? [] : [`${file} ${name}`])),
    )
    expect(unexplained).toEqual([])
  })

  test('reads the environment in options.ts alone', () => {
    const readers = files.filter(file => identifiersIn(textOf(file)).includes('env'))
    expect(readers).toEqual(['src/options.ts'])
  })
})

describe('the preload', () => {
  test('loads nothing but the options when it is switched off', () => {
    const atOnce = importsOf.get('register.ts')?.filter(({ isType, isLazy }) => !isType && !isLazy)
    expect(atOnce?.map(({ from }) => from)).toEqual(['src/options.ts'])
    expect([...reachableFrom('src/options.ts')].filter(from => !isBuiltin(from))).toEqual([])
  })
})
