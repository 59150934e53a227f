import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { preloadingEnvironment } from '../../options'
import { baselineOf } from '../../report/baseline'
import type { Conflict } from '../../report/conflict'
import { readReports } from '../report-reader'
import { endProcessesWith } from './left-processes'
import { outsideGit } from './project-root'

/** What came of a run of a command under the preload. */
export interface TracedRun {
  /** Its exit status; a signal's number and 128 where one ended it; `null` where it ran out of time. */
  readonly status: number | null
  /** The conflicts that it had, by their fingerprints. */
  readonly conflicts: ReadonlyMap<string, Conflict>
  /** The end of what it printed. */
  readonly output: string
}

/** How a command is run again and again. */
export interface Runner {
  readonly command: readonly string[]
  /** The folder that it runs in. */
  readonly directory: string
  /** A folder for reports. */
  readonly reports: string
  /** The file of the preload. */
  readonly preload: string
  /** Seconds that a run may take. */
  readonly limit: number
  /** Ends the run early. */
  readonly signal: AbortSignal
}

/** Identifies the command's processes: no others report into this verification's folder. */
const outputSwitch = 'HEADERS_TRACE_OUTPUT'

/** Characters of output that are kept. */
const maxOutput = 4000

/**
 * Runs a command to its end with every response traced.
 *
 * @param known the conflicts for which a strict run does not fail; the run is not strict where it is not given.
 */
export async function runTraced(runner: Runner, known?: Iterable<Conflict>): Promise<TracedRun> {
  const reports = join(runner.reports, 'reports.ndjson')
  const baseline = join(runner.reports, 'baseline.json')
  rmSync(reports, { force: true })
  if (known !== undefined) writeFileSync(baseline, baselineOf([...known]))
  const child = start(runner, reports, known === undefined ? null : baseline)
  let output = ''
  const keep = (chunk: string) => {
    output = `${output}${chunk.slice(-maxOutput)}`.slice(-maxOutput)
  }
  child.stdout?.setEncoding('utf8').on('data', keep)
  child.stderr?.setEncoding('utf8').on('data', keep)
  const status = await ended(child, runner).finally(() => endProcessesWith(outputSwitch, reports))
  const text = existsSync(reports) ? readFileSync(reports, 'utf8') : ''
  const { bugs } = readReports([{ name: reports, text }])
  return { status, output, conflicts: new Map(bugs.map(({ fingerprint, shown }) => [fingerprint, shown])) }
}

// In its own process group, so that everything it starts can be killed with it.
function start(
  { command: [file = '', ...args], directory, preload }: Runner,
  reports: string,
  baseline: string | null,
) {
  return spawn(file, args, {
    ...preloadingEnvironment(preload, {
      ...outsideGit,
      INIT_CWD: undefined,
      PWD: directory,
      HEADERS_TRACE: 'on',
      HEADERS_TRACE_FORMAT: 'json',
      [outputSwitch]: reports,
      HEADERS_TRACE_BUDGET: 'full',
      HEADERS_TRACE_STRICT: baseline === null ? '0' : '1',
      HEADERS_TRACE_BASELINE: baseline ?? 'none',
    }),
    cwd: directory,
    detached: process.platform !== 'win32',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function ended(child: ChildProcess, { limit, signal }: Runner): Promise<number | null> {
  return new Promise((resolve, reject) => {
    let isLate = false
    const end = () => endGroup(child)
    const timer = setTimeout(() => {
      isLate = true
      end()
    }, limit * 1000)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    const settle = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      // What it left running would go on in a copy that is about to be removed.
      end()
    }
    child.once('error', error => {
      settle()
      reject(error)
    })
    child.once('close', (code, name) => {
      settle()
      resolve(isLate ? null : (code ?? 128 + (name === null ? 0 : constants.signals[name])))
    })
    child.once('exit', () => {
      // Processes that it has started may hold its output open.
      setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, 500).unref()
    })
  })
}

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  } catch {
    // It has ended.
  }
}
