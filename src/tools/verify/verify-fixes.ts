import { join } from 'node:path'
import type { Conflict } from '../../report/conflict'
import { fixFiles } from '../fix/fix-files'
import { compared } from './compared-runs'
import { editsIn, type HaveEdits } from './edited-copy'
import { type Runner, runTraced, type TracedRun } from './traced-run'

/** Edits that a report offers: those that are certain, or one of its candidates. */
export interface Proposal {
  readonly isCertain: boolean
  readonly text: string
  readonly edits: Conflict['fix']['edits']
}

/** What a run with the edits showed. */
export interface Trial {
  readonly proposal: Proposal
  readonly isRight: boolean
  /** What was seen, in a few words: `gone`, `the conflict is still there`. */
  readonly seen: string
  /** The end of what the command printed, where its outcome got worse. */
  readonly output?: string
}

/** What became of a bug. */
export interface Verification {
  readonly conflict: Conflict
  readonly trials: readonly Trial[]
  /** The conflict with the edits that were found right as its certain ones; `null` where none were. */
  readonly verified: Conflict | null
  /** Why nothing was tried; `null` where something was. */
  readonly untried: string | null
}

/** Called with each step of a verification, in words. */
export type OnProgress = (text: string) => void

/**
 * Tries the edits of reports in a copy of the project, one bug after the other. Edits are right if, with them, the command has no
 * such conflict any more, no new one, and ends no worse than before. They stay in the copy then, for the bugs that follow.
 *
 * @param directory the folder of the copy that the reports' files are relative to.
 */
export async function verifyFixes(
  conflicts: readonly Conflict[],
  directory: string,
  runner: Runner,
  onProgress: OnProgress,
): Promise<{ readonly before: TracedRun; readonly verifications: readonly Verification[] }> {
  onProgress(`running the command as it is (up to ${runner.limit} s)`)
  const before = await runTraced(runner)
  const verifications: Verification[] = []
  let now = before
  if (before.status === null) return { before, verifications }
  const haveEdits = editsIn(directory, join(runner.reports, 'kept'))
  const right: Conflict[] = []
  // An edit that was right may have changed a line of another bug, which has another fingerprint from then on.
  const names = new Map(conflicts.map(({ fingerprint }) => [fingerprint, fingerprint]))
  for (const [index, conflict] of conflicts.entries()) {
    if (runner.signal.aborted) break
    const proposals = proposalsOf(conflict)
    const fingerprint = names.get(conflict.fingerprint) ?? conflict.fingerprint
    const untried = untriedOf(fingerprint, conflict, proposals, directory, now)
    if (untried !== null) {
      verifications.push({ conflict, trials: [], verified: null, untried })
      continue
    }
    const trials: Trial[] = []
    let verified: Conflict | null = null
    for (const [number, proposal] of proposals.entries()) {
      const which = proposals.length > 1 ? `, edit ${number + 1} of ${proposals.length}` : ''
      onProgress(
        `bug ${index + 1} of ${conflicts.length}${which}: ${conflict.cause} ${proposal.edits[0]?.file ?? ''}`,
      )
      const edited = { ...conflict, fix: { ...conflict.fix, edits: proposal.edits } }
      const { trial, run } = await tried({ ...edited, fingerprint }, proposal, right, haveEdits, runner, now)
      trials.push(trial)
      if (runner.signal.aborted) break
      if (run === null) continue
      const { renamed } = compared({ ...conflict, fingerprint }, now, run)
      for (const [first, last] of names) names.set(first, renamed.get(last)?.fingerprint ?? last)
      now = run
      verified = edited
      right.push(edited)
      break
    }
    verifications.push({ conflict, trials, verified, untried: null })
  }
  return { before, verifications }
}

/** What a report offers, in the order to try it. */
function proposalsOf({ fix }: Conflict): Proposal[] {
  const certain = fix.edits.length === 0 ? [] : [{ isCertain: true, text: fix.text, edits: fix.edits }]
  return [...certain, ...(fix.candidates ?? []).map(({ text, edits }) => ({ isCertain: false, text, edits }))]
}

function untriedOf(
  fingerprint: string,
  conflict: Conflict,
  proposals: readonly Proposal[],
  directory: string,
  now: TracedRun,
): string | null {
  if (proposals.length === 0) return 'the report offers no edit'
  if (now.conflicts.has(fingerprint)) return null
  const isApplied = proposals.some(({ edits }) => {
    const [planned] = fixFiles([{ ...conflict, fix: { ...conflict.fix, edits } }], directory, false)
    return planned?.state === 'applied'
  })
  return isApplied ? 'its edit is already applied' : 'the conflict does not come up in this command'
}

/** Runs the command with edits, those that were found right before included. Edits that are not right are taken back. */
async function tried(
  conflict: Conflict,
  proposal: Proposal,
  right: readonly Conflict[],
  haveEdits: HaveEdits,
  runner: Runner,
  now: TracedRun,
): Promise<{ readonly trial: Trial; readonly run: TracedRun | null }> {
  const fix = haveEdits([...right, conflict])
  if (fix?.state !== 'ready') {
    const seen = fix?.refusal ?? 'already applied, and the conflict is still there'
    return { trial: { proposal, isRight: false, seen }, run: null }
  }
  let run = await runTraced(runner, now.conflicts.values())
  const { renamed } = compared(conflict, now, run)
  // A strict run fails for what it does not know by its fingerprint.
  if (renamed.size > 0 && !runner.signal.aborted)
    run = await runTraced(runner, [...now.conflicts.values(), ...renamed.values()])
  const wrong = wrongOf(conflict, now, run, proposal.isCertain)
  if (wrong !== null) haveEdits(right)
  const isWorse = wrong !== null && /^the command/.test(wrong)
  const trial = {
    proposal,
    isRight: wrong === null,
    seen: wrong ?? 'gone',
    ...(isWorse && { output: run.output }),
  }
  return { trial, run: wrong === null ? run : null }
}

/** Why a run with edits is worse than the one before; `null` where it is not. */
function wrongOf(conflict: Conflict, before: TracedRun, after: TracedRun, isCertain: boolean): string | null {
  if (after.status === null) return 'the command did not end in time'
  const { isStillThere, added } = compared(conflict, before, after)
  if (isStillThere) return 'the conflict is still there'
  if (added !== undefined) return `another conflict came up: ${added.message}`
  if (after.status === 0 || (after.status === before.status && isCertain)) return null
  if (after.status === before.status)
    return 'the command fails without it as well, and so shows nothing of it'
  return `the command ended with ${after.status}, and with ${before.status} before`
}
