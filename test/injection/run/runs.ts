import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Conflict } from '../../../src/index'
import { instrument } from '../oracle/instrument'
import { emptyPositions, type Positions } from '../oracle/positions'
import type { NotedConflict } from '../oracle/truth'
import type { Program } from '../program'
import { isCode } from '../syntax/is-code'
import { type Child, type Mode, startChild } from './child'
import { ask, type Response } from './client'
import { makeWorkspace } from './workspace'

/** What came of a program's requests. */
export interface Run {
  readonly responses: readonly Response[]
  /** Errors that would have ended the process. */
  readonly crashes: readonly string[]
}

/** The same under the oracle. */
export interface OracleRun extends Run {
  readonly positions: Positions
  readonly conflicts: readonly NotedConflict[]
  /** The ids of the calls that were made in the course of each request, by its index; those of none by -1. */
  readonly made: ReadonlyMap<number, readonly number[]>
}

/** The same under the preload. */
export interface TracedRun extends Run {
  readonly reports: readonly Conflict[]
  /** What the reports' file names begin with. */
  readonly prefix: string
}

type Text = Pick<Program, 'framework' | 'files' | 'entry' | 'requests'>

/** Runs programs one after the other, in processes that serve many of them. */
export interface Runner {
  underOracle(name: string, program: Text): Promise<OracleRun>
  traced(name: string, program: Text): Promise<TracedRun>
  end(): Promise<void>
}

/** @param programsPerProcess after so many, and for each framework, a process is replaced: what one leaves behind must not reach far. */
export function makeRunner(programsPerProcess = 20): Runner {
  const workspace = makeWorkspace()
  const { directory } = workspace
  const report = join(directory, 'report.jsonl')
  const oracle = pool({ kind: 'oracle' })
  const preload = pool({ kind: 'traced', report })
  let placed = 0

  function pool(mode: Mode) {
    let child: Child | null = null
    let served = 0
    let kind = ''
    return {
      async take(framework: string): Promise<Child> {
        if (child !== null && framework === kind && served++ < programsPerProcess) return child
        await child?.end()
        served = 1
        kind = framework
        child = startChild(directory, mode)
        return child
      },
      async end() {
        await child?.end()
        child = null
      },
    }
  }

  async function run<Seen extends object>(from: ReturnType<typeof pool>, name: string, program: Text) {
    const { folder, entry } = workspace.place(`${++placed}-${name}`, program)
    try {
      const child = await from.take(program.framework)
      const { port } = await child.call<{ port: number | null }>('load', { folder, entry })
      if (port === null) throw new Error(`${name} does not listen`)
      const protocol = program.framework === 'http2' ? 'http2' : 'http'
      const pause = async () => {
        await child.call('pause')
        // What the server has sent by now is here, and has to be read.
        for (let turns = 2; turns > 0; turns--) await new Promise(resolve => setTimeout(resolve, 1))
      }
      const responses = await ask({ port, protocol, pause }, program.requests)
      const seen = await child.call<Seen & { crashes: string[] }>('finish', { folder })
      return { responses, folder, ...seen }
    } catch (error) {
      await from.end()
      throw error
    }
  }

  return {
    async underOracle(name, program) {
      const positions = emptyPositions()
      const files = new Map(
        [...program.files].map(([file, text]) => [
          file,
          isCode(file) ? instrument(text, file, positions) : text,
        ]),
      )
      type Seen = { conflicts: NotedConflict[]; made: [number, number[]][] }
      const seen = await run<Seen>(oracle, `${name}-oracle`, { ...program, files })
      return { ...seen, positions, made: new Map(seen.made) }
    },
    async traced(name, program) {
      const before = linesOf(report).length
      const { folder, ...seen } = await run<object>(preload, name, program)
      const prefix = `${folder.slice(directory.length + 1)}/`
      const reports = linesOf(report)
        .slice(before)
        .map(line => JSON.parse(line) as Conflict)
        .filter(conflict => isAbout(conflict, prefix))
      return { ...seen, reports, prefix }
    },
    async end() {
      await Promise.all([oracle.end(), preload.end()])
      workspace.remove()
    },
  }
}

// What an earlier program has left running may still make conflicts.
function isAbout({ first, second }: Conflict, prefix: string): boolean {
  const frames = [first, second].flatMap(({ path }) => path ?? []).flatMap(({ frames }) => frames)
  const own = frames.filter(({ owner }) => owner === 'app')
  return own.length === 0 || own.some(({ file }) => file.startsWith(prefix))
}

function linesOf(file: string): string[] {
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(line => line !== '')
    : []
}
