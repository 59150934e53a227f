import { readFileSync } from 'node:fs'
import type { Node } from '@babel/types'
import type { Program } from '../program'
import { nameOf } from '../syntax/roles'
import { type Source, sourceOf, textOf } from '../syntax/source'
import { type Splice, splice } from '../syntax/splice'
import { rangeOf } from '../syntax/walk'

/** The file with the layers, which is beside the program's own: no mistake is put in there. */
export const layersFile = 'layers.cjs'

const layers = readFileSync(new URL('stack.cjs', import.meta.url), 'utf8')

/** How the application is made, and which layers it gets. */
const recipes: Readonly<Record<string, { readonly made: RegExp; readonly use: (app: string) => string }>> = {
  Connect: { made: /^connect\(/, use: app => `connect(${app})` },
  'Express 4': { made: /^express\(/, use: app => `express(${app}, express)` },
  'Express 5': { made: /^express\(/, use: app => `express(${app}, express)` },
  TypeScript: { made: /^express\(/, use: app => `express(${app}, express)` },
  NestJS: { made: /^await NestFactory\.create\(/, use: app => `connect(${app})` },
  Koa: { made: /^new Koa\(/, use: app => `koa(${app})` },
  Fastify: { made: /^(require\('fastify'\)|fastify)\(/i, use: app => `fastify(${app})` },
  restify: { made: /^restify\.createServer\(/, use: app => `connect(${app})` },
  h3: { made: /^createApp\(/, use: app => `h3(${app}, require('h3'))` },
}

/** The program with ordinary layers in front. Lines stay as they are. */
export function withLayers(program: Program, count = 40): Program {
  const text = program.files.get(program.entry) ?? ''
  const source = sourceOf(program.entry, text)
  const isModule = program.entry.endsWith('.mjs')
  const change =
    recipes[program.framework] === undefined ? aroundHandler(source) : behindApp(source, program.framework)
  if (change === null) throw new Error(`${program.name} does not make its application as the others do`)
  const first = rangeOf(source.places[1]?.node as Node).start
  const load: Splice = isModule
    ? { start: first, end: first, text: `import layers from './${layersFile}';` }
    : { start: first, end: first, text: `const layers = require('./${layersFile}');` }
  const folder = program.entry.slice(0, program.entry.lastIndexOf('/') + 1)
  return {
    ...program,
    files: new Map([
      ...program.files,
      [program.entry, splice(text, [load, ...change])],
      [folder + layersFile, layers.replace('count = 40', `count = ${count}`)],
    ]),
  }
}

function behindApp(source: Source, framework: string): Splice[] | null {
  const recipe = recipes[framework]
  for (const { node, parents } of source.places) {
    if (node.type !== 'VariableDeclarator' || node.init == null || recipe === undefined) continue
    if (!recipe.made.test(textOf(source, node.init))) continue
    const { end } = rangeOf(parents.at(-1) as Node)
    return [{ start: end, end, text: `;layers.${recipe.use(textOf(source, node.id))}` }]
  }
  return null
}

function aroundHandler(source: Source): Splice[] | null {
  for (const { node } of source.places) {
    if (node.type !== 'CallExpression' || nameOf(node.callee) !== 'createServer') continue
    const handler = node.arguments.at(-1)
    if (handler === undefined) continue
    const { start, end } = rangeOf(handler)
    return [
      { start, end: start, text: 'layers.handler(' },
      { start: end, end, text: ')' },
    ]
  }
  return null
}
