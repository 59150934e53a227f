import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Conflict, Position, Site } from '../../report/conflict'
import { escapeUnsafe } from '../../report/printable'
import type { FoundBug } from '../found-bug'

type Candidate = NonNullable<Conflict['fix']['candidates']>[number]

/** Names the folder that relative paths start from. The reader of the log resolves it. */
const root = 'SRCROOT'

/**
 * Conflicts as a log of SARIF 2.1.0, which code scanning and editors read: at the line of the first response, with the second
 * beside it and the edit; where only the second is the application's, the other way round. Edits that are likely and not certain
 * are among a result's `properties`, as `fix --verify` alone applies them.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
 */
export function sarifOf(bugs: readonly FoundBug[], version: string) {
  const causes = [...new Set(bugs.map(({ shown }) => shown.cause))].sort()
  const run = {
    tool: { driver: { name: 'headers-trace', version, rules: causes.map(ruleOf) } },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [root]: { description: { text: 'The folder that the program ran in' } } },
    results: bugs.map(bug => resultOf(bug, causes.indexOf(bug.shown.cause))),
  }
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  }
}

function ruleOf(cause: string) {
  return {
    id: cause,
    shortDescription: { text: `A request gets two responses: ${cause}` },
    help: { text: `headers-trace explain ${cause}` },
  }
}

function resultOf({ fingerprint, occurrences, shown }: FoundBug, ruleIndex: number) {
  const { cause, message, fix, first, second } = shown
  const candidates = fix.candidates ?? []
  // Code scanning shows lines of the repository.
  const isFirst = first.site?.owner === 'app' || (first.site !== null && second.site?.owner !== 'app')
  const [site, other] = isFirst ? [first.site, second.site] : [second.site, first.site]
  return {
    ruleId: cause,
    ruleIndex,
    level: 'error',
    message: { text: escapeUnsafe([message, fix.text, ...candidates.map(likely)].join(' ')) },
    ...(site !== null && { locations: [locationOf(site)] }),
    ...(other !== null && {
      relatedLocations: [
        {
          id: 1,
          message: { text: isFirst ? 'The second attempt' : 'The first response' },
          ...locationOf(other),
        },
      ],
    }),
    partialFingerprints: { 'headersTrace/v1': fingerprint },
    occurrenceCount: Math.max(occurrences, 1),
    ...(fix.edits.length > 0 && { fixes: [fixOf(fix)] }),
    // Readers of the log offer to apply everything in `fixes`.
    ...(candidates.length > 0 && { properties: { candidates: candidates.map(candidateOf) } }),
  }
}

function likely({ text }: Candidate): string {
  return `Likely, not certain: ${text}`
}

function candidateOf(candidate: Candidate) {
  return { certain: candidate.certain, ...fixOf(candidate) }
}

function locationOf({ file, line, column, function: name }: Site) {
  const region = { startLine: Math.max(line, 1), startColumn: Math.max(column, 1) }
  return {
    physicalLocation: { artifactLocation: artifactOf(file), region },
    logicalLocations: [{ name, kind: 'function' }],
  }
}

function fixOf({ text, edits }: Pick<Conflict['fix'], 'text' | 'edits'>) {
  const files = [...new Set(edits.map(({ file }) => file))]
  return {
    description: { text: escapeUnsafe(text) },
    artifactChanges: files.map(file => ({
      artifactLocation: artifactOf(file),
      replacements: edits
        .filter(edit => edit.file === file)
        .map(({ start, end, text }) => ({
          deletedRegion: regionOf(start, end),
          insertedContent: { text },
        })),
    })),
  }
}

function regionOf(start: Position, end: Position) {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
}

function artifactOf(file: string) {
  if (isAbsolute(file)) return { uri: pathToFileURL(file).href }
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: root }
}
