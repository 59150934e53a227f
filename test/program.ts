import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { register, root } from '../examples/run.mjs'
import type { Conflict } from '../src/report/conflict'
import { node } from './run-node'
import { supervise } from './supervise'

export { register, root } from '../examples/run.mjs'
export { node, nodeMajor } from './run-node'

const forwardConflicts = join(root, 'test/forward-conflicts.cjs')

/** Files by their paths in a folder. */
export type Files = Record<string, string>

/** Puts files into a new folder, which goes when the test is over. */
export function folderOf(files: Files, name = ''): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'headers-trace-')))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  const folder = join(made, name)
  mkdirSync(folder, { recursive: true })
  addFiles(folder, files)
  return folder
}

export function addFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

export interface Run {
  stdout: string
  stderr: string
  /** What the process exited with; `null` where a signal ended it. */
  code: number | null
  conflicts: Conflict[]
}

interface Options {
  /** What Node is given before the program. */
  args?: string[]
  entry?: string
  environment?: NodeJS.ProcessEnv
  directory?: string
}

export const preload = ['--require', register]

/** Runs a program to its end, under the preload unless `args` say otherwise. */
export async function run(folder: string, options: Options = {}): Promise<Run> {
  const { args = preload, entry = 'app.js', environment = {}, directory = folder } = options
  const child = spawn(node, ['--require', forwardConflicts, ...args, join(folder, entry)], {
    cwd: directory,
    // On a busy machine any other budget may rightly leave out what a test asks for.
    env: { PATH: process.env.PATH, HEADERS_TRACE_BUDGET: 'full', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const texts = ['', '', '', '']
  for (const number of [1, 2, 3] as const) {
    const stream = child.stdio[number] as NodeJS.ReadableStream
    stream.setEncoding('utf8').on('data', text => {
      texts[number] += text
    })
  }
  const { exitCode: code } = await supervise(child, join(folder, entry))
  const conflicts = (texts[3] ?? '')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
  return { stdout: texts[1] ?? '', stderr: texts[2] ?? '', code, conflicts }
}

/** Makes a response that no server waits for, `res`, at the top of a program. */
export const aResponse =
  "const { ServerResponse } = require('node:http'); const res = new ServerResponse({ method: 'GET', url: '/' })\n"

/** Where a file marks its own lines, `// first` and `// second`, as a report has to name them. */
export function marksOf(file: string, text: string) {
  const lines = text.split('\n')
  const lineOf = (mark: string) => lines.findIndex(line => line.endsWith(`// ${mark}`)) + 1
  return { first: `${file}:${lineOf('first')}`, second: `${file}:${lineOf('second')}` }
}

/** The lines of the application that a conflict names. */
export function linesIn(conflict: Conflict | undefined) {
  const lineOf = (side: 'first' | 'second') => {
    const site = conflict?.[side].site
    return site?.owner !== 'app' ? null : `${site.file}:${site.generated ? '?' : site.line}`
  }
  return { first: lineOf('first'), second: lineOf('second') }
}

/** Makes something when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
