import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lookAlikeNames, lookAlikes, stories } from '../../examples/run.mjs'
import { meantStories } from './meant-stories'
import { type Program, requestsIn } from './program'

/** Puts a method of its own in the place of `res.send`: whether that, or its caller, is the site may be asked. */
const wrapping = 'sent-flag'

/** The correct examples, and the stories as they were meant: those that plain requests show. */
export function examplePrograms(): Program[] {
  const correct = lookAlikeNames()
    .filter(name => name !== wrapping)
    .flatMap(name => programOf(`correct-${name}`, join(lookAlikes, name)) ?? [])
  const meant = Object.entries(meantStories).flatMap(([name, corrections]) => {
    const program = programOf(`story-${name}`, join(stories, name))
    if (program === null) throw new Error(`${name} cannot be read as a program`)
    return corrections.reduce(corrected, program)
  })
  return [...correct, ...meant]
}

function corrected(program: Program, [file, wrong, right]: readonly [string, string, string]): Program {
  const text = program.files.get(file)
  if (text === undefined || !text.includes(wrong)) throw new Error(`${program.name}/${file} has no ${wrong}`)
  return { ...program, files: new Map([...program.files, [file, text.replace(wrong, right)]]) }
}

function programOf(name: string, folder: string): Program | null {
  const needsMore = ['client.js', 'requests.mjs'].some(file => existsSync(join(folder, file)))
  const program = needsMore ? null : exampleIn(name, folder)
  return program === null || program.requests.length === 0 ? null : program
}

/** The program in a folder of the examples; `null` where it is written with what has no name here. */
export function exampleIn(name: string, folder: string): Program | null {
  const files = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(
        file => /\.(?:js|json|html|txt)$/.test(file) && !/node_modules|package\.json|expected/.test(file),
      )
      .map(file => [file, readFileSync(join(folder, file), 'utf8')]),
  )
  const framework = frameworkOf(folder)
  const requests = requestsIn(files.get('app.js') ?? '')
  return framework === null ? null : { name, framework, files, entry: 'app.js', requests }
}

function frameworkOf(folder: string): string | null {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (dependencies.express !== undefined)
    return dependencies.express.startsWith('^5') ? 'Express 5' : 'Express 4'
  const names = { koa: 'Koa', fastify: 'Fastify', restify: 'restify', connect: 'Connect', h3: 'h3' }
  const found = Object.entries(names).find(([name]) => dependencies[name] !== undefined)
  if (found !== undefined) return found[1]
  return /require\('(node:)?http2'\)/.test(readFileSync(join(folder, 'app.js'), 'utf8')) ? 'http2' : 'http'
}
