import { isMainThread } from 'node:worker_threads'
import { captureFirstSends } from './capture/first-send'
import { onInternalError } from './capture/internal-error'
import { patchAll, type Undo } from './capture/patch'
import type { BudgetState } from './capture/policy/budget'
import { Tracer } from './capture/policy/tracer'
import { Checkers } from './detect/dropped/checkers'
import { type CheckWatcher, watchHeadersSent } from './detect/dropped/headers-sent-check'
import { ErrorSearch } from './detect/error-search'
import { watchHttp2 } from './detect/http2'
import type { ConflictWatcher, RawConflict } from './detect/raw-conflict'
import { guardBody } from './detect/refused/late-body'
import { guardHeaders } from './detect/refused/late-header-guard'
import { diagnose } from './diagnose/diagnose'
import { droppedResponseOf } from './diagnose/dropped-response'
import { atPipe } from './diagnose/pipe-site'
import { isInForeignRealm, loadInMainRealm } from './foreign-realm'
import { LearnedSends } from './locate/learned'
import { type LocatedConflict, locate } from './locate/locate'
import { prepare } from './locate/prepare'
import { githubWorkspace, type Options, optionsFrom, terminalOf } from './options'
import { claim } from './other-copies'
import { annotatorFor } from './report/annotation'
import { knownIn } from './report/baseline'
import { announce, collectConflicts, onFlush, publish, publishBudget } from './report/channels'
import { conflictOf } from './report/conflict'
import { attachCause } from './report/error-cause'
import { verdictOnProcess } from './report/exit-code'
import { fingerprintOf, isIdentityKnown } from './report/fingerprint'
import { HeldConflicts } from './report/held-conflicts'
import { type BugEntry, Ledger } from './report/ledger'
import { outputFor, warn } from './report/output'
import { PendingChecks } from './report/pending-checks'
import { PendingConflicts } from './report/pending-conflicts'
import { reporterFor } from './report/reporter'
import { Sources } from './source/sources'

/** What has been asked for and not undone. The last one holds. */
const wanted: Options[] = []
let stop: Undo = () => {}

let watching: (ConflictWatcher & CheckWatcher) | undefined

let tracing: Tracer | undefined

// One for all watches: a wrapper that somebody has patched over stays in their chain when its watch is undone.
const watcher: ConflictWatcher & CheckWatcher = {
  findErrors: constructorOpt => watching?.findErrors(constructorOpt) ?? null,
  onConflict: raw => watching?.onConflict(raw),
  onError: (raw, error) => watching?.onError(raw, error),
  isWorthChecking: (reader, time) => watching?.isWorthChecking(reader, time) ?? false,
  onHeadersSentCheck: looks => watching?.onHeadersSentCheck(looks),
}

/** What `install()` returns. Calling it undoes that call of `install()`. */
export interface Installation {
  (): void
  /** What tracing spends and may spend now: why a report was not exact. `undefined` where this copy does not watch. */
  readonly budget: BudgetState | undefined
}

/**
 * Watches every HTTP response of this process from now on. What is not given is as the environment says. While several
 * calls hold, the settings of the last one do. The return value undoes the call.
 */
export function install(given: Partial<Options> = {}): Installation {
  let options: Options | undefined
  try {
    options = optionsFrom(given, warnOnce)
  } catch (error) {
    cannotWatch(error)
  }
  if (options?.enabled) {
    wanted.push(options)
    restart()
  }
  const undo = () => {
    const index = options === undefined ? -1 : wanted.indexOf(options)
    if (index === -1) return
    wanted.splice(index, 1)
    restart()
  }
  return Object.defineProperty(undo, 'budget', { get: () => tracing?.budget }) as Installation
}

function restart(): void {
  stop()
  stop = () => {}
  const options = wanted.at(-1)
  try {
    if (options !== undefined) stop = start(options)
  } catch (error) {
    cannotWatch(error)
  }
}

function cannotWatch(error: unknown): void {
  warn(`cannot watch this process: ${(error as Error).message}`)
}

function start(options: Options): Undo {
  if (isInForeignRealm()) return startInMainRealm(options)
  const release = claim()
  if (release === undefined) return collectConflicts()
  try {
    return watch(options, release)
  } catch (error) {
    release()
    throw error
  }
}

function watch(options: Options, release: Undo): Undo {
  const output = outputFor(options.output, warn)
  const reporter = reporterFor(options.format, () => terminalOf(options.output), output)
  const ledger = new Ledger()
  const learned = new LearnedSends()
  const sources = new Sources(warn)
  const percent = options.budget === 'full' ? Number.POSITIVE_INFINITY : options.budget
  const tracer = new Tracer(percent, learned, publishBudget)
  tracing = tracer
  const verdict = options.strict ? verdictOnProcess() : undefined
  const known = knownIn(options.baseline, warnOnce)
  const annotate = annotatorFor(options.strict ? githubWorkspace() : undefined)

  // Inside the application's own call there is only this: the conflict is put aside, and its error gets its cause.
  const errors = new ErrorSearch(tracer)
  watching = {
    findErrors: constructorOpt => errors.find(constructorOpt),
    onConflict: raw => {
      if (raw.isConsequence) return
      const isExact = raw.first !== undefined && raw.trace !== undefined
      if (!isExact) tracer.arm(raw.routeKey)
      pending.add(raw)
      announce(raw)
    },
    onError: (raw, error) => attachCause(raw, error, sources),
    isWorthChecking: (reader, time) => readers.isWorthChecking(reader, time),
    onHeadersSentCheck: looks => suspicions.add(looks),
  }

  // Who looked whether a response was sent may have dropped an answer: LateLooks → RawConflict.
  const readers = new Checkers()
  const suspicions = new PendingChecks(looks => {
    const lost = droppedResponseOf(looks, readers, raw => locate(raw, learned, sources))
    if (lost !== undefined) watching?.onConflict(lost)
  })

  // Right after it: RawConflict → LocatedConflict → Diagnosis → Conflict → text.
  const examine = function* (raw: RawConflict, isEcho: boolean) {
    const entry = ledger.lookup(raw)
    if (entry !== undefined) return report(entry, isEcho)
    if (!ledger.mayExamine(raw)) return
    yield* prepare(raw, sources)
    const located = atPipe(locate(raw, learned, sources))
    if (!isIdentityKnown(located) && tracer.budget.level !== 'paths') return held.add(located, isEcho)
    record(located, isEcho)
    held.retry()
  }
  const record = (located: LocatedConflict, isEcho: boolean) => {
    const entry = ledger.record(located, fingerprintOf(located), diagnose(located))
    if (entry !== undefined) report(entry, isEcho)
  }
  const report = (entry: BugEntry, isEcho: boolean) => {
    const isKnown = known.has(entry.fingerprint)
    if (!isKnown) verdict?.fail()
    const conflict = conflictOf(entry)
    reporter.report(conflict, entry.located)
    if (!isKnown) annotate(conflict)
    // A subscriber that makes conflicts itself would make one of each that it hears of.
    if (!isEcho) publish(conflict)
  }
  // What does not say which bug it is waits for an exact conflict with the same second attempt.
  const held = new HeldConflicts((located, isEcho, isLast) => {
    const entry = ledger.attribute(located, isLast)
    if (entry !== undefined) report(entry, isEcho)
    else if (isLast) record(located, isEcho)
    return entry !== undefined || isLast
  })

  // At the end of the process, or of the watch.
  let toldOfUntold = 0
  const conclude = () => {
    held.flush()
    for (const entry of ledger.bugs) reporter.reportLast(conflictOf(entry))
    const untold = ledger.dropped + pending.unexamined
    if (untold > toldOfUntold) warn(`${untold} more conflicts came than could be told`)
    toldOfUntold = untold
    verdict?.settle()
    output.flush()
  }
  const pending = new PendingConflicts(examine, conclude, milliseconds => tracer.charge(milliseconds))

  const undos: Undo[] = [release, () => output.close(), () => verdict?.stop()]
  const undo = () => {
    watching = undefined
    tracing = undefined
    for (const undo of undos.splice(0).reverse()) undo()
  }
  try {
    undos.push(
      onInternalError(warnOfFirst()),
      collectConflicts(),
      () => pending.stop(),
      onFlush(isSoon => {
        suspicions.flush()
        pending.flush()
        if (!isSoon) held.flush()
      }),
    )
    undos.push(
      patchAll([
        () => tracer.start(),
        () => errors.start(),
        () => captureFirstSends(tracer),
        () => guardHeaders(watcher),
        () => guardBody(watcher, tracer),
        () => watchHeadersSent(watcher, tracer),
        () => watchHttp2(watcher, tracer),
      ]),
    )
  } catch (error) {
    undo()
    cannotWatch(error)
  }
  return undo
}

// What has happened is heard here, and seen there.
function startInMainRealm(options: Options): Undo {
  const stopCollecting = collectConflicts()
  try {
    const undo = loadInMainRealm<typeof import('./install')>('./install').install(options)
    return () => {
      undo()
      stopCollecting()
    }
  } catch (error) {
    warn(`cannot watch this process: preload headers-trace/register (${(error as Error).message})`)
    return stopCollecting
  }
}

const told = new Set<string>()

// Every thread reads the same environment, and so does every call of `install()`.
function warnOnce(line: string): void {
  if (!isMainThread || told.has(line)) return
  told.add(line)
  warn(line)
}

// One line, however often something fails.
function warnOfFirst(): (error: unknown) => void {
  let isReported = false
  return error => {
    if (isReported) return
    isReported = true
    try {
      const reason = error instanceof Error ? error.stack?.split('\n', 2).join(' ') : String(error)
      warn(`a failure of its own, which the application does not notice; please report it: ${reason}`)
    } catch {
      // What a subscriber throws would end the process.
    }
  }
}
