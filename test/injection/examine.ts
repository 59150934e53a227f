import type { Conflict } from '../../src/index'
import { complaintsAbout } from './claims/claims'
import { saidOf } from './claims/said'
import { type EditResult, judgeEdited, withEdits } from './judge/edits'
import { judgeReport, type ReportVerdict, reportOf } from './judge/report'
import { differences } from './judge/same-responses'
import type { Mutant } from './mutants'
import { type Expectation, expectationOf } from './oracle/expected-cause'
import { shapeOf } from './oracle/shape'
import { type Truth, truthOf } from './oracle/truth'
import type { Program } from './program'
import type { OracleRun, Runner, TracedRun } from './run/runs'

type Edits = Conflict['fix']['edits']

/** What became of a mutant. */
export type Result = { readonly mutant: Mutant } & (
  | { readonly outcome: 'no conflict' | 'unstable' | 'does not run'; readonly details: string }
  /** The mistake made no conflict, and one was reported. */
  | { readonly outcome: 'false alarm'; readonly report: Conflict }
  | { readonly outcome: 'not reported'; readonly truth: Truth; readonly causes: Expectation }
  | Reported
)

/** A mutant whose conflict was reported. */
export interface Reported {
  readonly mutant: Mutant
  readonly outcome: 'reported'
  readonly truth: Truth
  readonly causes: Expectation
  readonly report: Conflict
  readonly prefix: string
  readonly verdict: ReportVerdict
  readonly edit: EditResult
  /** What became of it with each of the candidates. */
  readonly candidates: readonly EditResult[]
  /** What its words say that the source does not. */
  readonly complaints: readonly string[]
}

/** Runs each mutant under the oracle and under the preload, and judges the report and its edits. */
export function makeExaminer(runner: Runner, startAlone: () => Runner) {
  const meant = new Map<string, Promise<OracleRun>>()

  function meantRunOf(program: Program): Promise<OracleRun> {
    const known = meant.get(program.name)
    if (known !== undefined) return known
    const run = runner.underOracle(program.name, program)
    meant.set(program.name, run)
    return run
  }

  async function attempt(mutant: Mutant, runner: Runner): Promise<Result> {
    const { program, files } = mutant
    const mutated = { ...program, files }
    try {
      const correct = await meantRunOf(program)
      if (correct.conflicts.length > 0) throw new Error('the program has a conflict of its own')
      const oracle = await runner.underOracle(program.name, mutated)
      const traced = await runner.traced(program.name, mutated)
      const [conflict] = oracle.conflicts
      if (conflict === undefined) return unharmed(mutant, traced)
      // What comes after it, a crash may have cut off sooner or later.
      const until = (conflict.request ?? traced.responses.length) + 1
      const [apart] = differences(traced.responses.slice(0, until), oracle.responses.slice(0, until))
      if (apart !== undefined) {
        const details = JSON.stringify([oracle.responses[apart], traced.responses[apart]])
        return { mutant, outcome: 'unstable', details }
      }
      const truth = truthOf(conflict, oracle.positions)
      const causes = expectationOf(mutant.operator, shapeOf(truth, oracle.positions, files))
      const { reports, prefix } = traced
      const report = reportOf(truth, reports, prefix)
      // What Koa drops in the call that has responded is in order for some.
      const isSilent = report === undefined && conflict.kind === 'dropped'
      if (isSilent) return { mutant, outcome: 'no conflict', details: 'dropped' }
      if (report === undefined) return { mutant, outcome: 'not reported', truth, causes }
      const verdict = judgeReport(report, truth, causes, prefix)
      const complaints = complaintsAbout(saidOf(report, files, prefix))
      const verdictOf = (edits: Edits) => tryEdits(mutant, edits, prefix, correct, oracle, runner)
      const edit = await verdictOf(report.fix.edits)
      const candidates: EditResult[] = []
      for (const { edits } of report.fix.candidates ?? []) candidates.push(await verdictOf(edits))
      return {
        mutant,
        outcome: 'reported',
        truth,
        causes,
        report,
        prefix,
        verdict,
        complaints,
        edit,
        candidates,
      }
    } catch (error) {
      return { mutant, outcome: 'does not run', details: String(error) }
    }
  }

  return async function examine(mutant: Mutant): Promise<Result> {
    const result = await attempt(mutant, runner)
    if (isSettled(result)) return result
    // Other programs of its process, or a busy machine, may have had a part in it.
    const single = startAlone()
    try {
      const again = await attempt(mutant, single)
      return isSameConflict(result, again) ? again : { mutant, outcome: 'unstable', details: 'another order' }
    } finally {
      await single.end()
    }
  }
}

function unharmed(mutant: Mutant, { reports }: TracedRun): Result {
  // What a package drops by itself, the oracle cannot see.
  const report = reports.find(({ second }) => second.droppedBy === undefined)
  return report === undefined
    ? { mutant, outcome: 'no conflict', details: '' }
    : { mutant, outcome: 'false alarm', report }
}

async function tryEdits(
  { program, files }: Mutant,
  edits: Edits,
  prefix: string,
  correct: OracleRun,
  mistaken: OracleRun,
  runner: Runner,
): Promise<EditResult> {
  if (edits.length === 0) return { verdict: 'none', details: '' }
  const edited = withEdits(files, edits, prefix)
  if (edited === null) return { verdict: 'remains', details: 'the edit is in no file of the program' }
  try {
    const run = await runner.underOracle(program.name, { ...program, files: edited })
    return judgeEdited({ run: correct, files: program.files }, mistaken, { run, files: edited })
  } catch (error) {
    return { verdict: 'breaks', details: String(error) }
  }
}

function isSettled(result: Result): boolean {
  if (result.outcome !== 'reported') return result.outcome === 'no conflict'
  const { verdict, edit } = result
  const isRight = verdict.first && verdict.second && verdict.fork && /best|accepted/.test(verdict.cause)
  return isRight && (edit.verdict === 'right' || edit.verdict === 'none')
}

function isSameConflict(one: Result, other: Result): boolean {
  if (!('truth' in one) || !('truth' in other)) return true
  return one.truth.first?.id === other.truth.first?.id && one.truth.second?.id === other.truth.second?.id
}
