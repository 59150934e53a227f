import type { LocatedConflict, LocatedSide } from '../../locate/locate'
import {
  functionsAround,
  nameOfCall,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../../source/syntax-position'
import type { Cause } from '../cause'
import { firstOf } from '../edits/edit'
import { likelyDestroy } from '../edits/likely-destroy'
import { likelyReturn } from '../edits/likely-return'
import { leftAlone, likelyWait } from '../edits/likely-wait'
import { removeDuplicate } from '../edits/remove-duplicate'
import { returnAfter } from '../edits/return-after'
import { wrongCheck } from '../edits/wrong-check'
import type { Evidence } from '../evidence'
import { isSamePosition } from '../fork/frame-comparison'
import { describe, formatPosition, nameOf } from '../sentence'
import { type ForkSide, type ForkSides, isOnePosition } from '../shape/side'
import { errorRoleOf, isNamedForErrors } from '../syntax/registration'

/** Two callbacks, listeners or promises of one request each responded. */
export const parallelPaths: Cause<'any'> = {
  code: 'parallel-paths',
  shapes: { any: { relation: 'two paths' } },
  explain(evidence) {
    const { conflict, fork, sides } = evidence
    const { name } = nameOf(fork)
    const [one, other] = [sides?.first, sides?.second].map(side =>
      side == null ? '' : formatPosition(side.frame),
    )
    const isOneLine = sides !== null && isOnePosition(sides)
    const reasons = (which: string, words: readonly string[] = []) =>
      words.length > 0 ? [`the ${which} came by ${[...new Set(words)].join(', ')}`] : []
    return {
      evidence: [
        isOneLine ? `${name} started both at ${one}` : `${name} started both: at ${one} and at ${other}`,
        ...reasons('first', sides?.first.asyncReasons),
        ...reasons('second', sides?.second.asyncReasons),
      ],
      summary: `got a response on two paths that ${name} started: from ${describe(conflict.first)} and from ${describe(conflict.second)}`,
      suggestion: suggestionFor(evidence),
      edits: firstOf(
        () => removeDuplicate(evidence),
        () => returnAfter(evidence),
      ),
      candidates: [...likelyReturn(evidence), ...likelyDestroy(evidence), ...likelyWait(evidence)],
      ...wrongCheck(evidence),
    }
  },
}

function suggestionFor(evidence: Evidence): string {
  const { conflict, first, second, sides } = evidence
  if (isCallbackOfResponse(conflict, sides))
    return `What ${conflict.first.via} is given runs when it has responded, too: respond there only for an error, and only where \`res.headersSent\` is false.`
  const left = leftAlone(evidence)
  if (left !== null && sides !== null)
    return `What is started at ${formatPosition(left)} is left alone there: await (or return) it, so that ${formatPosition(sides.second.frame)} waits for it, and let one of the two respond.`
  if (isForErrors(conflict.first, first) || isForErrors(conflict.second, second))
    return 'One of the two responds for an error, and neither can wait for the other. The one that may come second has to check: respond, or write, only where `res.headersSent` is false, and stop the other work (unpipe, destroy).'
  if (sides !== null && [sides.first, sides.second].every(isListening))
    return 'One of the two listeners comes second: let the first that responds stop the other (off, destroy), or let it check whether there is a response.'
  const isOwnLine = sides !== null && (!sides.first.isDeferred || !sides.second.isDeferred)
  return isOwnLine
    ? 'Let one of the two respond: what is started responds in its callback, or nothing after it does.'
    : 'Let one of the two respond: put the other work into its callback, or wait for both with Promise.all.'
}

// `res.sendFile(file, () => res.send('sent'))`
function isCallbackOfResponse({ first: { site } }: LocatedConflict, sides: ForkSides | null): boolean {
  if (sides === null || !isOnePosition(sides) || !isSamePosition(site, sides.first.frame)) return false
  const { position, path } = sides.second
  const step = path.find(({ frame }) => frame.owner === 'app')
  const callback = step === undefined ? null : syntaxPositionOf(step.frame)
  return (position?.call?.arguments ?? []).some(argument => callback?.around.includes(argument))
}

function isForErrors({ site }: LocatedSide, own: SyntaxPosition | null): boolean {
  const position = own ?? (site === null ? null : syntaxPositionOf(site))
  if (position === null) return site !== null && isNamedForErrors(site.function)
  return functionsAround(position).some(fn => errorRoleOf(fn, position) !== null)
}

function isListening({ position }: ForkSide): boolean {
  return (
    position?.call != null && /^(on|once|addListener|prependListener)$/.test(nameOfCall(position.call) ?? '')
  )
}
