import type { Conflict } from '../../../src/index'
import type { OracleRun } from '../run/runs'
import { type Splice, splice } from '../syntax/splice'
import { callsMissing } from './made-calls'
import { differences, isBroken } from './same-responses'

/** What became of a program to which the edits of a report were applied. */
export type EditVerdict =
  /** No edit was offered. */
  | 'none'
  /** Every request is answered as it was meant to be, and nothing that was meant to run is left out. */
  | 'right'
  /** The conflict is still there, or another is. */
  | 'remains'
  /** A connection or the process breaks. */
  | 'breaks'
  /** The conflict is gone, and the response is as wrong as it was. */
  | 'mutes'
  /** A response has become another than the one that was meant, in a way of its own. */
  | 'changes'
  /** The responses are right, and something that was meant to run does not any more. */
  | 'dead code'

/** What is wrong with an edit beside its kind, for those who have to find out. */
export interface EditResult {
  readonly verdict: EditVerdict
  readonly details: string
}

type Files = ReadonlyMap<string, string>

/** The files with a report's edits in them. @param prefix what the report's file names begin with. */
export function withEdits(files: Files, edits: Conflict['fix']['edits'], prefix: string): Files | null {
  const changed = new Map(files)
  for (const name of new Set(edits.map(({ file }) => file))) {
    const file = name.startsWith(prefix) ? name.slice(prefix.length) : name
    const text = changed.get(file)
    if (text === undefined) return null
    changed.set(
      file,
      splice(
        text,
        edits.flatMap((edit): Splice[] => {
          if (edit.file !== name) return []
          return [{ start: offsetOf(text, edit.start), end: offsetOf(text, edit.end), text: edit.text }]
        }),
      ),
    )
  }
  return changed
}

function offsetOf(text: string, { line, column }: { line: number; column: number }): number {
  let start = 0
  for (let left = line - 1; left > 0; left--) start = text.indexOf('\n', start) + 1
  return start + column - 1
}

/** Compares a program as it was meant, with its mistake, and as the edit has made it. */
export function judgeEdited(
  meant: { readonly run: OracleRun; readonly files: Files },
  mistaken: OracleRun,
  edited: { readonly run: OracleRun; readonly files: Files },
): EditResult {
  const verdict = (verdict: EditVerdict, details: unknown): EditResult => ({
    verdict,
    details: JSON.stringify(details),
  })
  const { run } = edited
  const other = differences(run.responses, meant.run.responses)
  const broken = other.filter(index => {
    const response = run.responses[index]
    return response !== undefined && isBroken(response)
  })
  if (broken.length > 0 || run.crashes.length > meant.run.crashes.length)
    return verdict('breaks', { crashes: run.crashes, responses: broken.map(index => run.responses[index]) })
  if (run.conflicts.length > 0)
    return verdict(
      'remains',
      run.conflicts.map(({ kind, url }) => `${kind} ${url}`),
    )
  const asBefore = differences(run.responses, mistaken.responses)
  if (other.length > 0) {
    const isMuted = other.every(index => !asBefore.includes(index))
    return verdict(
      isMuted ? 'mutes' : 'changes',
      other.map(index => [meant.run.responses[index], run.responses[index]]),
    )
  }
  const missing = callsMissing(meant.run, meant.files, run, edited.files)
  return missing.length > 0 ? verdict('dead code', missing) : verdict('right', '')
}
