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

  return async function examine(mutant: Mutant): Promise<Result> {
    const { program, files } = mutant
    const mutated = { ...program, files }
    try {
      const correct = await meantRunOf(program)
      const oracle = await runner.underOracle(program.name, mutated)
      const [conflict] = oracle.conflicts
      const traced = await runner.traced(program.name, mutated)
      if (conflict === undefined) return unharmed(mutant, traced)
      const apart = differences(traced.responses, oracle.responses)
      if (apart.length > 0) {
        const [index = 0] = apart
        const details = JSON.stringify([oracle.responses[index], traced.responses[index]])
        return { mutant, outcome: 'unstable', details }
      }
      const truth = truthOf(conflict, oracle.positions)
      const causes = expectationOf(mutant.operator, shapeOf(truth, oracle.positions, files))
      const judged = await judge(mutant, truth, causes, traced)
      if (judged === null) return { mutant, outcome: 'not reported', truth, causes }
      const complaints = complaintsAbout(saidOf(judged.report, files, judged.prefix))
      return { ...judged, complaints, edit: await judgeEdits(judged, correct, oracle) }
    } catch (error) {
      return { mutant, outcome: 'does not run', details: String(error) }
    }
  }

  function unharmed(mutant: Mutant, { reports }: TracedRun): Result {
    // What a package drops by itself, the oracle cannot see.
    const report = reports.find(({ second }) => second.droppedBy === undefined)
    return report === undefined
      ? { mutant, outcome: 'no conflict', details: '' }
      : { mutant, outcome: 'false alarm', report }
  }

  type Judged = Omit<Reported, 'edit' | 'complaints'>

  // What is wrong in a process that has run many programs is looked at in one of its own.
  async function judge(
    mutant: Mutant,
    truth: Truth,
    causes: Expectation,
    traced: TracedRun,
  ): Promise<Judged | null> {
    const judged = judgedOf(mutant, truth, causes, traced)
    if (judged !== null && isRight(judged.verdict)) return judged
    const single = startAlone()
    try {
      const { program, files } = mutant
      return judgedOf(mutant, truth, causes, await single.traced(program.name, { ...program, files }))
    } finally {
      await single.end()
    }
  }

  async function judgeEdits(
    { mutant, report, prefix }: Judged,
    correct: OracleRun,
    mistaken: OracleRun,
  ): Promise<EditResult> {
    const { program } = mutant
    const { edits } = report.fix
    if (edits.length === 0) return { verdict: 'none', details: '' }
    const files = withEdits(mutant.files, edits, prefix)
    if (files === null) return { verdict: 'remains', details: 'the edit is in no file of the program' }
    try {
      const run = await runner.underOracle(program.name, { ...program, files })
      return judgeEdited({ run: correct, files: program.files }, mistaken, { run, files })
    } catch (error) {
      return { verdict: 'breaks', details: String(error) }
    }
  }
}

function judgedOf(mutant: Mutant, truth: Truth, causes: Expectation, { reports, prefix }: TracedRun) {
  const report = reportOf(truth, reports, prefix)
  if (report === undefined) return null
  return {
    mutant,
    outcome: 'reported' as const,
    truth,
    causes,
    report,
    prefix,
    verdict: judgeReport(report, truth, causes, prefix),
  }
}

function isRight({ first, second, fork, cause }: ReportVerdict): boolean {
  return first && second && fork && (cause === 'best' || cause === 'accepted')
}
