import type { CauseCode } from '../../../src/diagnose/diagnosis'
import type { Conflict, Site } from '../../../src/index'
import type { Expectation } from '../oracle/expected-cause'
import type { CallPosition } from '../oracle/positions'
import type { Truth } from '../oracle/truth'

/** How right a report is. */
export interface ReportVerdict {
  readonly first: boolean
  readonly second: boolean
  readonly fork: boolean
  readonly cause: 'best' | 'accepted' | 'undetermined' | 'wrong'
}

/** Finds the report of a conflict among all, that of the right lines before others of the same request. */
export function reportOf(truth: Truth, reports: readonly Conflict[], prefix: string): Conflict | undefined {
  const { method, url } = truth.conflict
  const path = url.split('?')[0]
  const ofRequest = reports.filter(
    ({ request }) => request.method === method && request.path.split('?')[0] === path,
  )
  const isRight = (report: Conflict) =>
    isAt(report.first.site, truth.first, prefix) && isAt(report.second.site, truth.second, prefix)
  return (
    ofRequest.find(isRight) ??
    reports.find(isRight) ??
    ofRequest[0] ??
    (reports.length === 1 ? reports[0] : undefined)
  )
}

export function judgeReport(
  report: Conflict,
  truth: Truth,
  causes: Expectation,
  prefix: string,
): ReportVerdict {
  return {
    first: isAt(report.first.site, truth.first, prefix),
    second: isAt(report.second.site, truth.second, prefix),
    fork: isFork(report.fork, truth, prefix) || isAtThrow(report, truth, prefix),
    cause: includes(causes.best, report.cause)
      ? 'best'
      : includes(causes.accepted, report.cause)
        ? 'accepted'
        : report.cause === 'undetermined'
          ? 'undetermined'
          : 'wrong',
  }
}

function includes(codes: readonly CauseCode[], cause: Conflict['cause']): boolean {
  return codes.some(code => code === cause)
}

function isAt(site: Site | null, position: CallPosition | null, prefix: string): boolean {
  // Who calls `next()` last has left it to the framework to respond: that is the framework's own response, or this line's.
  if (site === null || site.owner !== 'app') return position === null || position.name === 'next'
  return position !== null && site.file === prefix + position.file && site.line === position.line
}

function isFork(fork: Conflict['fork'], truth: Truth, prefix: string): boolean {
  const { forks } = truth
  if (fork === null) return forks.length === 0
  const isRight = forks.some(
    ({ first, second }) =>
      (first === null || (fork.file === prefix + first.file && fork.first.line === first.line)) &&
      (second === null || (fork.file === prefix + second.file && fork.second.line === second.line)),
  )
  return isRight || isAtEnd(fork, truth, prefix)
}

// Where an error handler responded: the function that had led to the first response, at the line that threw.
function isAtThrow({ fork, hidden }: Conflict, { calls }: Truth, prefix: string): boolean {
  if (fork === null || hidden?.site == null) return false
  const isOnFirst = calls.first.some(
    ({ file, line }) => fork.file === prefix + file && fork.first.line === line,
  )
  return isOnFirst && hidden.site.file === fork.file && hidden.site.line === fork.second.line
}

// Where a framework responded by itself, because a function that it had called was over: that function's line on the other path.
function isAtEnd(
  fork: NonNullable<Conflict['fork']>,
  { first, second, calls }: Truth,
  prefix: string,
): boolean {
  const isByFramework = (position: CallPosition | null) => position === null || position.name === 'next'
  const isOn = (path: readonly CallPosition[], line: number) =>
    path.some(call => fork.file === prefix + call.file && line === call.line)
  return (
    (isByFramework(second) && isOn(calls.first, fork.first.line)) ||
    (isByFramework(first) && isOn(calls.second, fork.second.line))
  )
}
