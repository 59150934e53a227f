import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A request that a program is asked. */
export interface Request {
  readonly method: string
  readonly path: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A correct program: its files by name, and what it says of itself. */
export interface Program {
  readonly name: string
  /** What it is written with: `Express 5`. */
  readonly framework: string
  readonly files: ReadonlyMap<string, string>
  /** The file that is started. */
  readonly entry: string
  readonly requests: readonly Request[]
}

const folder = fileURLToPath(new URL('programs/', import.meta.url))

/** The programs of `programs/`, by name. */
export function programs(): Program[] {
  return readdirSync(folder).sort().map(readProgram)
}

function readProgram(name: string): Program {
  const root = join(folder, name)
  const files = new Map(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
      .sort()
      .map(file => [file, readFileSync(join(root, file), 'utf8')]),
  )
  const entry = ['app.js', 'app.mjs', 'src/app.ts'].find(file => files.has(file))
  if (entry === undefined) throw new Error(`${name} has no app`)
  const text = files.get(entry) ?? ''
  const framework = /^\/\/ framework: (.+)$/m.exec(text)?.[1]
  if (framework === undefined) throw new Error(`${name} does not name its framework`)
  return { name, framework, files, entry, requests: requestsIn(text) }
}

/** The requests that a program's header asks for: `// request: POST /notes {"text":"milk"}`. */
export function requestsIn(text: string): Request[] {
  return [...text.matchAll(/^\/\/ request: (\S+) (\S+)(?: (.+))?$/gm)].map(
    ([, method = '', path = '', body]) => ({
      method,
      path,
      ...(body !== undefined && { body }),
    }),
  )
}
