import type { PatternLike } from '@babel/types'
import type { HandledError } from '../detect/handled-error'
import type { CallSite } from '../source/call-site'
import { filePathOf } from '../source/file-path'
import { functionsAround, syntaxPositionOf } from '../source/syntax-position'
import type { PathSegment } from './async-path'
import type { Frame } from './frame'
import { parseStackText } from './stack-text'

/** An error that a call on the path to the second attempt held at that moment, found in the source. */
export interface HeldError {
  readonly name: string
  readonly message: string
  /** Where the error was made: the application's line, else a package's; `null` where its stack has neither. */
  readonly site: Frame | null
  /** The calls of the application that were on its stack when it was made, those that waited included, innermost first. */
  readonly thrownIn: readonly Frame[]
  /** The call that held it, a frame of the second path's first segment; `null` where it is not among them. */
  readonly holder: Frame | null
  readonly variable: string
  /**
   * `catch`: the call is in the catch clause of that variable. `parameter`: the variable is bound by the parameters of the
   * called function, destructured or not. `local`: any other, or one whose source is unavailable.
   */
  readonly kind: 'catch' | 'parameter' | 'local'
}

/** Finds the errors that the calls of a path's first segment held, the innermost call first. */
export function heldErrorsOf(
  handled: readonly HandledError[],
  path: readonly PathSegment[],
  frameOf: (call: CallSite) => Frame,
): HeldError[] {
  const frames = path[0]?.frames ?? []
  return handled.map(error => {
    const { file, line, column } = error.frame
    const holder =
      frames.find(
        ({ call }) => call.line === line && call.column === column && call.file === filePathOf(file),
      ) ?? null
    const { name, message, stack } = error.description
    const { variable } = error
    const calls = parseStackText(stack).map(frameOf)
    return {
      name,
      message,
      site: siteIn(calls),
      thrownIn: calls.filter(frame => frame.owner === 'app'),
      holder,
      variable,
      kind: kindOf(error, holder),
    }
  })
}

function siteIn(frames: readonly Frame[]): Frame | null {
  return frames.find(frame => frame.owner === 'app') ?? frames.find(frame => frame.owner !== 'node') ?? null
}

function kindOf({ scope, variable }: HandledError, holder: Frame | null): HeldError['kind'] {
  if (scope === 'catch') return 'catch'
  const position = holder === null ? null : syntaxPositionOf(holder)
  const [fn] = position === null ? [] : functionsAround(position)
  return fn?.params.some(parameter => namesIn(parameter as PatternLike).includes(variable)) === true
    ? 'parameter'
    : 'local'
}

function namesIn(pattern: PatternLike): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'AssignmentPattern':
      return namesIn(pattern.left as PatternLike)
    case 'RestElement':
      return namesIn(pattern.argument as PatternLike)
    case 'ArrayPattern':
      return pattern.elements.flatMap(element => (element === null ? [] : namesIn(element as PatternLike)))
    case 'ObjectPattern':
      return pattern.properties.flatMap(property =>
        namesIn((property.type === 'RestElement' ? property.argument : property.value) as PatternLike),
      )
    default:
      return []
  }
}
