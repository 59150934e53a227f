import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How the processes of a strict run tell the first of them that they have seen a conflict. */
export interface SharedVerdict {
  /** A file that exists once one has. */
  readonly file: string
  /** Whether this process is the first, whose exit code is that of the run. */
  readonly isFirst: boolean
  /** Ends the run: processes that are started later are not part of it. */
  end(): void
}

const verdictVariable = 'HEADERS_TRACE_VERDICT'

/** The verdict of the run that a process with this environment belongs to. Child processes inherit it. */
export function verdictIn(environment: NodeJS.ProcessEnv): SharedVerdict {
  const { [verdictVariable]: given } = environment
  if (given !== undefined) return { file: given, isFirst: false, end: () => {} }
  const file = join(tmpdir(), `headers-trace-${process.pid}-${Math.random().toString(36).slice(2)}`)
  environment[verdictVariable] = file
  return { file, isFirst: true, end: () => delete environment[verdictVariable] }
}
