import { fileURLToPath } from 'node:url'
import { type Run, runFile, type Start } from './run-node'

const programs = new URL('programs/', import.meta.url)

/** The path of a program of the tests. */
export function programOf(name: string): string {
  return fileURLToPath(new URL(name, programs))
}

/** What each function of a program's table returned, by its title, and what else came of the program. */
export interface Observed extends Run {
  readonly results: Readonly<Record<string, unknown>>
}

/** Calls each function of a table in one process. */
export async function observe(table: string, start: Start = {}): Promise<Observed> {
  const run = await runFile(programOf('each.mjs'), { ...start, args: [programOf(table)] })
  if (run.exitCode !== 0) throw new Error(`${table} has failed\n${run.stderr}`)
  return { ...run, results: JSON.parse(run.stdout) }
}
