import type { LocatedConflict } from '../locate/locate'
import { lastPart } from '../locate/operation'
import { appSiteOf } from '../locate/site'
import { isLeftUnparsed } from '../source/source-text'
import { causeOf } from './causes'
import type { Diagnosis, Finding } from './diagnosis'
import { returnReply } from './edits/return-reply'
import { soundCandidates, soundEdits } from './edits/sound'
import { type Evidence, evidenceOf } from './evidence'
import { forkPlaceOf } from './fork/fork-place'
import { isSamePosition } from './fork/frame-comparison'
import { describe, formatPosition } from './sentence'
import { placeOfOwner } from './shape/common-callback'
import { headerOperations } from './syntax/response-call'

/** Finds why there were two attempts to respond, by the table of causes. */
export function diagnose(conflict: LocatedConflict): Diagnosis {
  const evidence = evidenceOf(conflict)
  const { fork, passed, handler } = evidence
  const cause = causeOf(evidence.shape)
  const place =
    (cause?.code === 'callback-twice' && fork !== null && evidence.sides !== null
      ? placeOfOwner(fork, evidence.sides, evidence.next)
      : null) ??
    forkPlaceOf(conflict, fork ?? passed, handler !== null) ??
    evidence.ownError?.place ??
    null
  const finding = cause === null ? undetermined(evidence) : cause.explain(evidence)
  const edits = soundEdits(finding.edits ?? [], evidence)
  return {
    ...finding,
    edits,
    candidates: edits.length === 0 ? soundCandidates(finding.candidates ?? [], evidence) : [],
    evidence: [
      ...finding.evidence,
      ...(cause?.code === 'error-after-response' && conflict.held === null ? [errorNotLookedFor] : []),
      ...notExamined(conflict),
    ],
    cause: cause?.code ?? 'undetermined',
    fork: place === null ? null : { function: place.function, first: place.first, second: place.second },
    hidden: cause?.code === 'error-after-response' ? (handler?.hidden ?? null) : null,
  }
}

const errorNotLookedFor = 'which error was being handled was not looked for, as that takes too long here'

// What is not known, so that silence is not taken for a fact.
function notExamined({ raw, first, second }: LocatedConflict): string[] {
  const sites = [appSiteOf(first), appSiteOf(second)].filter(site => site !== null)
  const files = sites.filter(isLeftUnparsed).map(site => site.file)
  return [
    ...new Set(files.map(file => `${file} is too long for its syntax to be examined`)),
    ...(raw.trace === undefined && raw.kind !== 'request'
      ? ['what came before the last stacks was not recorded']
      : []),
  ]
}

function undetermined(evidence: Evidence): Finding {
  const { raw, first, second } = evidence.conflict
  const [line, other] = [appSiteOf(first), appSiteOf(second)]
  const what = raw.kind === 'body' ? 'was ended' : 'got its response'
  const isByHand = headerOperations.has(lastPart(second.via))
  return {
    evidence: [],
    summary: `${what} ${raw.kind === 'body' ? 'by' : 'from'} ${describe(first)}, and ${describe(second)} ${isByHand ? 'came after it' : 'responded again'}`,
    suggestion:
      line !== null && isSamePosition(line, other)
        ? `Let ${formatPosition(line)} run once for a request: it ran twice for this one.`
        : 'Let only one of the two lines run for a request.',
    edits: returnReply(evidence),
  }
}
