import type { Node } from '@babel/types'
import type { Frame } from '../../locate/frame'
import {
  type Call,
  contains,
  type FunctionNode,
  functionsAround,
  isCall,
  isIdentifier,
  ownerOfParameter,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import type { Fork } from '../fork/fork'
import type { Step } from '../fork/lineage'
import { roleOfArgument } from '../syntax/registration'
import { type ForkSide, isAwaited } from './side'

/** Where one side goes on to what comes after its function: `next()`. */
export interface NextCall {
  readonly frame: Frame
  readonly position: SyntaxPosition
  readonly call: Call
  /** What the source calls it. */
  readonly name: string
  /** `false` where the function is only handed on there, for somebody else to call it: `pipeline(file, res, next)`. */
  readonly isCalled: boolean
  /** Whether it is handed on for errors, and the function waits for that and goes on: `await load().catch(next)`. */
  readonly isForErrors: boolean
}

/**
 * The call by which a side goes on to what the framework has next: in the fork's own lines, in a function written there, or in
 * a helper that they call. `null` where it does not.
 */
export function nextCallOf({ frame, position, path }: ForkSide): NextCall | null {
  const steps: readonly Pick<Step, 'frame' | 'entry'>[] = [{ frame, entry: null }, ...path]
  const fn = position === null ? undefined : functionsAround(position)[0]
  for (const [index, step] of steps.entries()) {
    if (!isSameOwner(step.frame, frame)) continue
    const at = index === 0 ? position : syntaxPositionOf(step.frame)
    const caller = steps[index - 1]?.frame
    const isCalledHere = caller === undefined || (isSameOwner(caller, frame) && step.entry === null)
    // What a package calls that was not written here is further down already.
    if (at === null || (!isCalledHere && !isWrittenIn(fn, at))) return null
    const called = steps[index + 1]
    const isByFramework = called?.frame.owner === 'package' && called.entry === null
    const given = isByFramework ? givenCallee(at) : null
    if (given !== null)
      return { frame: step.frame, position: at, ...given, isCalled: true, isForErrors: false }
  }
  return null
}

function isSameOwner(one: Frame, other: Frame): boolean {
  if (one.owner !== 'package' || other.owner !== 'package') return one.owner === other.owner
  return one.package === other.package
}

function isWrittenIn(fn: FunctionNode | undefined, at: SyntaxPosition): boolean {
  return fn !== undefined && at.around.includes(fn)
}

// What a framework gives to go on with takes an error at most; `done(null, user)` is a callback.
function givenCallee(position: SyntaxPosition): { call: Call; name: string } | null {
  const { call } = position
  if (call?.callee.type !== 'Identifier' || call.arguments.length > 1) return null
  return ownerOfParameter(position, call.callee.name) === null ? null : { call, name: call.callee.name }
}

/**
 * The call to which a side hands `next` as a callback, `res.sendFile(file, next)`: its function's last parameter as the last
 * argument, by which the path comes to code that was not written there. `null` where it does not.
 */
export function nextHandedOn({ outer }: Fork, { frame, position, path }: ForkSide): NextCall | null {
  const [fn] = position === null ? [] : functionsAround(position)
  const caller = outer.at(-1)?.frame
  if (position === null || fn === undefined || caller?.owner !== 'package') return null
  const isReached = path.some(step => step.frame.owner === 'package' && step.frame.package === caller.package)
  const onwards = path.find(step => step.frame.owner === 'app')
  if (!isReached || onwards === undefined || syntaxPositionOf(onwards.frame)?.around.includes(fn)) return null
  const name = continuationOf(fn)
  const calls =
    name === null ? [] : callsIn(fn.body).filter(call => isIdentifier(call.arguments.at(-1), name))
  const call = calls.find(candidate => contains(candidate, position.offset)) ?? calls[0]
  // `.catch(next)` hands on errors only; where that is not waited for, what fails is a path of its own.
  const last = call?.arguments.at(-1)
  const isForErrors = call !== undefined && last !== undefined && roleOfArgument(call, last) !== null
  if (isForErrors && !isAwaited(position)) return null
  if (name === null || call === undefined || (calls.length > 1 && !contains(call, position.offset)))
    return null
  return { frame, position, call, name, isCalled: false, isForErrors }
}

// A function's last parameter, where nothing in it uses that as an object.
function continuationOf({ params, body }: FunctionNode): string | null {
  const last = params.at(-1)
  if (params.length < 2 || last?.type !== 'Identifier') return null
  const isObject = (node: Node): boolean =>
    (/^(Optional)?MemberExpression$/.test(node.type) &&
      'object' in node &&
      isIdentifier(node.object as Node, last.name)) ||
    childrenOf(node).some(isObject)
  return isObject(body) ? null : last.name
}

function callsIn(node: Node): Call[] {
  return [...(isCall(node) ? [node] : []), ...childrenOf(node).flatMap(callsIn)]
}

/** Whether a call hands its function's own continuation an error: `next(error)`. */
export function handsOnError({ call, isCalled, isForErrors }: NextCall): boolean {
  if (isForErrors) return true
  const [argument] = call.arguments
  if (!isCalled || argument === undefined || argument.type === 'NullLiteral') return false
  return (
    !(argument.type === 'Identifier' && argument.name === 'undefined') && argument.type !== 'StringLiteral'
  )
}
