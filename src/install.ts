import { defineProperty } from './capture/builtins'
import { captureFirstSends } from './capture/first-send'
import { onInternalError } from './capture/internal-error'
import { patchAll, type Undo } from './capture/patch'
import type { BudgetState } from './capture/policy/level'
import { Tracer } from './capture/policy/tracer'
import { Checkers } from './detect/dropped/checkers'
import type { HeadersSentCheck } from './detect/dropped/headers-sent-check'
import { noteStatus } from './detect/dropped/late-status'
import { ErrorSearch } from './detect/error-search'
import { type Finding, PendingFindings } from './detect/pending-findings'
import { isExact, type RawConflict, rawConflictOf } from './detect/raw-conflict'
import { type Watcher, watchResponses } from './detect/watch-responses'
import { diagnose } from './diagnose/diagnose'
import { verdictOn } from './diagnose/dropped-response'
import { asWritten } from './diagnose/pipe-site'
import { isInForeignRealm, startInMainRealm } from './foreign-realm'
import { LearnedSends } from './locate/learned'
import { type LocatedConflict, locate } from './locate/locate'
import { prepare } from './locate/prepare'
import { NestedSettings } from './nested-settings'
import { environmentOfProcess, githubWorkspace, type Options, optionsFrom, terminalOf } from './options'
import { claim } from './other-copies'
import { announce, collectConflicts, onFlush, publishBudget } from './report/channels'
import { countKnown } from './report/count-known'
import { attachCause } from './report/error-cause'
import { fingerprintOf, isIdentityKnown } from './report/fingerprint'
import { HeldConflicts } from './report/held-conflicts'
import { reportingAtFirst } from './report/late-settings'
import { Ledger, secondKeyOf } from './report/ledger'
import { warn } from './report/output'
import { warnOfFirst, warnOnce } from './report/own-warning'
import { type Reporting, reportingFor } from './report/reporting'
import { verdictIn } from './shared-verdict'
import { Sources } from './source/sources'
import type { Steps } from './source/steps'

/**
 * The watch that is at work; one at most in a process. It is looked up here by every wrapper, as one that somebody has patched
 * over stays in their chain when its watch is undone.
 */
let current: Watch | undefined

/** What `install()` returns. Calling it undoes that call of `install()`. */
export interface Installation {
  (): void
  /** What tracing spends and may spend now: why a report was not exact. `undefined` where this copy does not watch. */
  readonly budget: BudgetState | undefined
}

// For the process, whose prototypes are patched: calls of `install()` nest, wherever they are made.
const settings = new NestedSettings<Wanted>(start, cannotWatch)

/** The settings of one call of `install()`, and as they would be read now. */
interface Wanted {
  readonly options: Options
  now(): Options
}

/**
 * Watches every HTTP response of this process from now on. Options that are not given are as the environment says. While several
 * installations are active, the settings of the last one apply. The return value undoes the call.
 */
export function install(given: Partial<Options> = {}): Installation {
  let undo: Undo = () => {}
  try {
    const options = optionsFrom(given, warnOnce)
    if (options.enabled) undo = settings.add({ options, now: () => optionsFrom(given, warnOnce) })
  } catch (error) {
    cannotWatch(error)
  }
  const installation = () => undo()
  defineProperty(installation, 'budget', { get: () => current?.tracer.budget })
  return installation as Installation
}

function cannotWatch(error: unknown): void {
  warn(`cannot watch this process: ${(error as Error).message}`)
}

function start(wanted: Wanted): Undo {
  if (isInForeignRealm()) return startInMainRealm(wanted.options)
  const release = claim()
  if (release === undefined) return collectConflicts()
  try {
    return watch(wanted, release)
  } catch (error) {
    release()
    throw error
  }
}

/** What one watch keeps, in the order in which data comes by it. */
interface Watch {
  readonly tracer: Tracer
  readonly errors: ErrorSearch
  readonly checkers: Checkers
  readonly pending: PendingFindings
  readonly sources: Sources
  readonly learned: LearnedSends
  readonly held: HeldConflicts
  readonly ledger: Ledger
  readonly reporting: Reporting
}

function watch({ options, now }: Wanted, release: Undo): Undo {
  const learned = new LearnedSends()
  const tracer = new Tracer(options.budget === 'full' ? Number.POSITIVE_INFINITY : options.budget, learned, {
    onChange: publishBudget,
    onFinish: response => noteStatus(response, watcher, tracer),
    onUnfollowable: reason => warnOnce(`paths are not followed, only sends are captured: ${reason}`),
  })
  const watch: Watch = {
    tracer,
    errors: new ErrorSearch(tracer),
    checkers: new Checkers(),
    pending: new PendingFindings(
      (...given) => examine(watch, ...given),
      () => conclude(watch),
      tracer,
    ),
    sources: new Sources(warn),
    learned,
    held: new HeldConflicts((located, isEcho, isLast) => attribute(watch, located, isEcho, isLast)),
    ledger: new Ledger(),
    reporting: reportingAtFirst(options, now, given =>
      reportingFor(
        given,
        () => terminalOf(given.output),
        githubWorkspace(),
        () => verdictIn(environmentOfProcess()),
      ),
    ),
  }
  const undos: Undo[] = [release, () => watch.reporting.close()]
  const undo = () => {
    current = undefined
    for (const undo of undos.splice(0).reverse()) undo()
  }
  current = watch
  try {
    undos.push(
      onInternalError(warnOfFirst()),
      () => watch.pending.stop(),
      onFlush(isSoon => {
        watch.pending.flush()
        if (!isSoon) watch.held.flush()
      }),
    )
    undos.push(patchApplication(watch))
  } catch (error) {
    undo()
    cannotWatch(error)
  }
  return undo
}

/** Capture and detect: what runs inside the application's calls. */
function patchApplication({ tracer, errors }: Watch): Undo {
  return patchAll([
    () => tracer.start(),
    () => errors.start(),
    () => captureFirstSends(tracer),
    () => watchResponses(watcher, tracer),
  ])
}

/** Still inside the application's call: a finding is put aside, and a refused operation's error gets its cause. */
const watcher: Watcher = {
  isCounted: (late, callers) => current !== undefined && countKnown(current, late, callers),
  findHeld: callers => current?.errors.find(callers) ?? null,
  onConflict: raw => {
    if (current === undefined) return
    if (!isExact(raw)) current.tracer.armAtOnce()
    current.pending.add(raw)
    announce(raw)
  },
  onError: (late, error) => {
    if (current !== undefined) attachCause(late, error, current.sources)
  },
  isWorthExamining: (checker, time) => current?.checkers.isWorthExamining(checker, time) ?? false,
  onCheck: check => current?.pending.add(check),
}

/** Right after the application's tick, in pieces: Finding → RawConflict. */
function* examine(watch: Watch, finding: Finding, isEcho: boolean): Steps {
  if (finding.kind === 'known') return finding.report(isEcho)
  const raw = finding.kind === 'check' ? droppedIn(watch, finding) : finding
  if (raw !== undefined) yield* examineConflict(watch, raw, isEcho)
}

/** A check that turns out to have dropped a response: HeadersSentCheck → RawConflict. */
function droppedIn(watch: Watch, check: HeadersSentCheck): RawConflict | undefined {
  const { record } = check.target
  if (record.isReported) return undefined
  const verdict = verdictOn(check, raw => locate(raw, watch.learned, watch.sources))
  check.isSettled = verdict !== 'open'
  if (verdict === 'open') return undefined
  if (typeof verdict === 'string') {
    watch.checkers.trust(check.checker, verdict === 'always-harmless')
    return undefined
  }
  const raw = rawConflictOf(verdict)
  record.isReported = true
  watch.pending.listenForEnd()
  return raw
}

/** RawConflict → LocatedConflict. What does not say which bug it is waits for an exact one with the same second attempt. */
function* examineConflict(watch: Watch, raw: RawConflict, isEcho: boolean): Steps {
  const { ledger, learned, sources, tracer, held } = watch
  if (!isExact(raw)) tracer.arm(secondKeyOf(raw), { begun: raw.begunKey, seen: raw.routeKey })
  const entry = ledger.lookup(raw)
  if (entry !== undefined) return watch.reporting.report(entry, isEcho)
  if (!ledger.mayExamine(raw)) return
  yield* prepare(raw, sources)
  const located = asWritten(locate(raw, learned, sources))
  if (!isIdentityKnown(located) && tracer.budget.level !== 'paths') {
    held.add(located, isEcho)
    return
  }
  record(watch, located, isEcho)
  held.retry()
}

function attribute(watch: Watch, located: LocatedConflict, isEcho: boolean, isLast: boolean): boolean {
  const entry = watch.ledger.attribute(located, isLast)
  if (entry !== undefined) watch.reporting.report(entry, isEcho)
  else if (isLast) record(watch, located, isEcho)
  return entry !== undefined || isLast
}

/** LocatedConflict → Diagnosis → Conflict. */
function record(watch: Watch, located: LocatedConflict, isEcho: boolean): void {
  const entry = watch.ledger.record(located, fingerprintOf(located), diagnose(located))
  if (entry !== undefined) watch.reporting.report(entry, isEcho)
}

/** The last word, at the end of the process or of the watch. */
function conclude({ held, ledger, pending, reporting }: Watch): void {
  held.flush()
  reporting.conclude(ledger.bugs, ledger.dropped + pending.unexamined)
}
