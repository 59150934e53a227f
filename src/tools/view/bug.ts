import type { Conflict, Site } from '../../report/conflict'
import { whatHappened } from '../../report/message'
import { escapeUnsafe } from '../../report/printable'
import type { ReportedBug } from '../group-reports'
import { type Attempt, firstOf, secondOf } from './attempt'
import { type Excerpt, excerptsOf } from './excerpt'
import { issueOf } from './issue'
import { type PageFix, pageFixOf } from './page-fix'
import { type PagePaths, pageFile, pagePathsOf } from './page-paths'
import type { SourceOf } from './reported-source'
import { packagesOf, packageToBlame } from './responder'

/** What the page's list shows of a bug, and finds it by. */
export interface Summary {
  readonly fingerprint: string
  readonly method: string
  readonly route: string
  /** `responded twice` */
  readonly what: string
  readonly cause: string
  readonly places: readonly string[]
  readonly occurrences: number
  readonly processes: number
  readonly firstSeen: string
  readonly lastSeen: string
  /** Everything that one may search for, in lower case. */
  readonly search: string
}

/** What the page shows of the one bug that is looked at. */
export interface Detail {
  readonly message: string
  readonly first: Attempt
  readonly second: Attempt
  readonly hidden: { readonly error: string; readonly place: string | null } | null
  readonly evidence: readonly string[]
  readonly fix: PageFix
  readonly excerpts: readonly Excerpt[]
  readonly paths: PagePaths
  readonly routes: readonly string[]
  readonly hasMoreRoutes: boolean
  readonly nodes: readonly string[]
  readonly issue: string
  /** The package that an issue is for; `null` where both lines are the application's. */
  readonly issueFor: string | null
}

/** What the page has of a bug. All its strings are safe to print. */
export interface Bug {
  readonly summary: Summary
  readonly detail: Detail
}

/** Prepares a bug for the page. */
export function bugOf(bug: ReportedBug, sourceOf: SourceOf): Bug {
  const conflict = escaped(bug.shown)
  const excerpts = escaped(excerptsOf(bug.shown, sourceOf))
  const { hidden } = conflict
  return {
    summary: summaryOf(bug, conflict),
    detail: {
      message: conflict.message,
      first: firstOf(conflict),
      second: secondOf(conflict),
      hidden: hidden && {
        error: `${hidden.name}: ${hidden.message}`,
        place: hidden.site && `${hidden.site.file}:${hidden.site.line}:${hidden.site.column}`,
      },
      evidence: conflict.evidence,
      fix: pageFixOf(bug.shown, sourceOf),
      excerpts,
      paths: pagePathsOf(conflict),
      routes: escaped([...bug.routes]),
      hasMoreRoutes: bug.hasMoreRoutes,
      nodes: escaped([...bug.nodes].sort()),
      issue: issueOf(conflict),
      issueFor: packageToBlame(conflict),
    },
  }
}

function summaryOf(
  { occurrences, processes, firstSeen, lastSeen, routes }: ReportedBug,
  conflict: Conflict,
): Summary {
  const { request, cause, first, second, fingerprint, message } = conflict
  const files = [first.site, second.site].flatMap(site => site?.file ?? [])
  const words = [message, cause, fingerprint, ...files, ...packagesOf([first, second]), ...routes]
  return {
    fingerprint,
    method: request.method,
    route: request.route ?? request.path,
    what: whatHappened(conflict),
    cause,
    places: placesOf(conflict),
    occurrences,
    processes,
    firstSeen,
    lastSeen,
    search: escapeUnsafe([...words, conflict.hidden?.name ?? ''].join(' ').toLowerCase()),
  }
}

// The file of the second is only named where it is another one.
function placesOf({ first, second }: Conflict): string[] {
  const place = (site: Site) => `${pageFile(site)}:${site.line}`
  if (first.site === null || second.site === null)
    return [first.site, second.site].flatMap(site => (site === null ? [] : place(site)))
  const isOneFile = first.site.file === second.site.file
  const other = isOneFile ? String(second.site.line) : place(second.site)
  return isOneFile && first.site.line === second.site.line ? [place(first.site)] : [place(first.site), other]
}

/** A value whose strings, at any depth, are safe to print. */
function escaped<T>(value: T): T {
  if (typeof value === 'string') return escapeUnsafe(value) as T
  if (Array.isArray(value)) return value.map(escaped) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, escaped(item)])) as T
}
