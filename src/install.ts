import { isMainThread } from 'node:worker_threads'
import type { BudgetState } from './capture/budget'
import { onFailure } from './capture/failure'
import { captureFirstSends } from './capture/first-send'
import { patchAll, type Undo } from './capture/patch'
import { Tracer } from './capture/tracer'
import { watchHttp2 } from './detect/http2'
import { guardBody } from './detect/late-body'
import { type LookWatcher, watchLooks } from './detect/late-look'
import type { ConflictWatcher, RawConflict } from './detect/raw-conflict'
import { Readers } from './detect/readers'
import { guardHeaders } from './detect/refused-header'
import { diagnose } from './diagnose/diagnose'
import { handedOver } from './diagnose/hand-over'
import { lostAnswerOf } from './diagnose/lost-answer'
import { LearnedSends } from './locate/learned'
import { locate } from './locate/locate'
import { githubWorkspace, type Options, optionsFrom, terminalOf } from './options'
import { claim } from './other-copies'
import { copyInside, isApart } from './realm'
import { annotatorFor } from './report/annotation'
import { announce } from './report/attempt'
import { knownIn } from './report/baseline'
import { publishBudget } from './report/budget'
import { collectConflicts, onFlush, publish } from './report/collected'
import { conflictOf } from './report/conflict'
import { attachCause } from './report/error-cause'
import { verdictOnProcess } from './report/exit-code'
import { fingerprintOf } from './report/fingerprint'
import { Ledger } from './report/ledger'
import { outputFor } from './report/output'
import { Pending } from './report/pending'
import { reporterFor } from './report/reporter'
import { Suspicions } from './report/suspicions'
import { warn } from './report/warn'

/** What has been asked for and not undone. The last one holds. */
const wanted: Options[] = []
let stop: Undo = () => {}

let watching: (ConflictWatcher & LookWatcher) | undefined

let tracing: Tracer | undefined

// One for all watches: a wrapper that somebody has patched over stays in their chain when its watch is undone.
const watcher: ConflictWatcher & LookWatcher = {
  onConflict: raw => watching?.onConflict(raw),
  onError: (raw, error) => watching?.onError(raw, error),
  isOfInterest: (reader, time) => watching?.isOfInterest(reader, time) ?? false,
  onLook: looks => watching?.onLook(looks),
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
    options = optionsFrom(given, tellOnce)
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
  if (isApart()) return startInside(options)
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
  const percent = options.budget === 'full' ? Number.POSITIVE_INFINITY : options.budget
  const tracer = new Tracer(percent, learned, publishBudget)
  tracing = tracer
  const verdict = options.strict ? verdictOnProcess() : undefined
  const known = knownIn(options.baseline, tellOnce)
  const annotate = annotatorFor(options.strict ? githubWorkspace() : undefined)

  // Inside the application's own call there is only this: the conflict is put aside, and its error gets its cause.
  watching = {
    onConflict: raw => {
      if (raw.isSameMistake) return
      const isExact = raw.first !== undefined && raw.trace !== undefined
      if (!isExact) tracer.arm(raw.routeKey)
      pending.add(raw)
      announce(raw)
    },
    onError: attachCause,
    isOfInterest: (reader, time) => readers.isOfInterest(reader, time),
    onLook: looks => suspicions.add(looks),
  }

  // Who looked whether a response was sent may have dropped an answer: LateLooks → RawConflict.
  const readers = new Readers()
  const suspicions = new Suspicions(looks => {
    const lost = lostAnswerOf(looks, readers, raw => locate(raw, learned, warn))
    if (lost !== undefined) watching?.onConflict(lost)
  })

  // Right after it: RawConflict → LocatedConflict → Diagnosis → Conflict → text.
  const examine = (raw: RawConflict, isEcho: boolean) => {
    const entry = ledger.recall(raw) ?? enter(raw)
    if (entry === undefined) return
    const isKnown = known.has(entry.fingerprint)
    if (!isKnown) verdict?.fail()
    const conflict = conflictOf(entry)
    reporter.tell(conflict, entry.located)
    if (!isKnown) annotate(conflict)
    // A subscriber that makes conflicts itself would make one of each that it hears of.
    if (!isEcho) publish(conflict)
  }
  const enter = (raw: RawConflict) => {
    if (ledger.isFull) {
      ledger.untold++
      return undefined
    }
    const located = handedOver(locate(raw, learned, warn))
    return ledger.enter(located, fingerprintOf(located), diagnose(located))
  }

  // At the end of the process, or of the watch.
  let toldOfUntold = 0
  const conclude = () => {
    for (const entry of ledger.cases) reporter.tellLast(conflictOf(entry))
    const untold = ledger.untold + pending.unexamined
    if (untold > toldOfUntold) warn(`${untold} more conflicts came than could be told`)
    toldOfUntold = untold
    verdict?.settle()
  }
  const pending = new Pending(examine, conclude)

  const undos: Undo[] = [release, () => output.close(), () => verdict?.stop()]
  const undo = () => {
    watching = undefined
    tracing = undefined
    for (const undo of undos.splice(0).reverse()) undo()
  }
  try {
    onFailure(tellFailure)
    undos.push(
      collectConflicts(),
      () => pending.stop(),
      onFlush(() => {
        suspicions.flush()
        pending.flush()
      }),
    )
    undos.push(
      patchAll([
        () => tracer.start(),
        () => captureFirstSends(tracer),
        () => guardHeaders(watcher),
        () => guardBody(watcher, tracer),
        () => watchLooks(watcher, tracer),
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
function startInside(options: Options): Undo {
  const stopCollecting = collectConflicts()
  try {
    const undo = copyInside().install(options)
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
function tellOnce(line: string): void {
  if (!isMainThread || told.has(line)) return
  told.add(line)
  warn(line)
}

function tellFailure(error: unknown, count: number): void {
  if (count > 1) return
  const reason = error instanceof Error ? error.stack?.split('\n', 2).join(' ') : String(error)
  warn(`a failure of its own, which the application does not notice; please report it: ${reason}`)
}
