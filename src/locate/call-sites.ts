import { isInternalFile } from '../capture/internal-code'
import { formatStacks, type Stack } from '../capture/stack'
import { siteKeyOf, stackKey } from '../capture/stack-key'
import { type CallSite, isResponse } from '../source/call-site'
import { filePathOf } from '../source/file-path'
import { parseStackText } from './stack-text'

/**
 * A stack that has been read before and is kept by its values.
 *
 * @param key what `stackKeyOf` gives for it; by default, that is made of the calls.
 */
export function stackOf(calls: readonly CallSite[], key?: number): Stack {
  const stack: Stack = {}
  read.set(stack, { calls, key, sites: undefined })
  return stack
}

/**
 * Reads a captured stack, innermost call first. Code without a name to find it by (`eval`, `new Function`, natives) and
 * our own is left out. The application's `Error.prepareStackTrace` is not called and is in its place afterwards.
 */
export function callSitesOf(stack: Stack): readonly CallSite[] {
  const known = readOnce(stack)
  if (known.calls === undefined) {
    known.key ??= keyOfSites(known.sites)
    known.calls = readAll(stack, known.sites)
      .filter((call, index, all) => !isInternalFile(call.file) && !isGuardOf(call, all[index - 1]))
      .map((call, index, all) => ({ ...call, callee: calleeName(all[index - 1]) }))
    known.sites = undefined
  }
  return known.calls
}

/** Tells one stack from another, in a fraction of the time that it takes to read it whole. */
export function stackKeyOf(stack: Stack): number {
  const known = readOnce(stack)
  known.key ??= keyOfSites(known.sites) ?? keyOfCalls(callSitesOf(stack))
  return known.key
}

function keyOfSites(sites: readonly NodeJS.CallSite[] | undefined): number | undefined {
  return sites && siteKeyOf(sites)
}

function keyOfCalls(calls: readonly CallSite[]): number {
  return stackKey(
    calls,
    ({ file }) => file,
    ({ line, column }) => Math.imul(line, 0x10001) + column,
  )
}

// As the calling line has it: `json` of `ServerResponse.json`, `send` of `exports.send`.
function calleeName(inner: CallSite | undefined): string | null {
  return inner?.methodName ?? /[\w$#]+$/.exec(inner?.functionName ?? '')?.[0] ?? null
}

// A guard bears the name of the method of Node that it calls, and of its file.
function isGuardOf(call: CallSite, inner: CallSite | undefined): boolean {
  return (
    inner !== undefined &&
    call.file.startsWith('node:') &&
    call.file === inner.file &&
    call.functionName !== null &&
    call.functionName === inner.functionName
  )
}

/** What has been read of a stack. */
interface Read {
  sites: readonly NodeJS.CallSite[] | undefined
  calls: readonly CallSite[] | undefined
  key: number | undefined
}

// V8 hands out the call sites of a stack only once.
const read = new WeakMap<Stack, Read>()

function readOnce(stack: Stack): Read {
  let known = read.get(stack)
  if (known === undefined) {
    known = { sites: sitesOf(stack), calls: undefined, key: undefined }
    read.set(stack, known)
  }
  return known
}

function sitesOf(stack: Stack): NodeJS.CallSite[] | undefined {
  try {
    return readStructured(stack)
  } catch {
    return undefined
  }
}

function readAll(stack: Stack, sites: readonly NodeJS.CallSite[] | undefined): CallSite[] {
  try {
    const formatted: unknown = sites ?? stack.stack
    if (!Array.isArray(formatted)) return parseStackText(String(formatted))
    return (formatted as NodeJS.CallSite[]).flatMap(callSiteOf)
  } catch {
    // Somebody's own `prepareStackTrace`, which could not be put aside, has thrown or made something else of it.
    return []
  }
}

function readStructured(stack: Stack): NodeJS.CallSite[] | undefined {
  let sites: NodeJS.CallSite[] | undefined
  const restore = formatStacks((_error, calls) => {
    sites = calls
    return ''
  })
  // What V8 prints must do then.
  if (restore === undefined) return undefined
  try {
    void stack.stack
  } finally {
    restore()
  }
  return sites
}

function callSiteOf(site: NodeJS.CallSite): CallSite[] {
  // Code from `eval` has a name only where a `//# sourceURL=` gives it one, as webpack's development builds do.
  const name = site.isEval() ? site.getScriptNameOrSourceURL() : site.getFileName()
  const line = site.getLineNumber()
  const column = site.getColumnNumber()
  const isFound = name && line !== null && column !== null
  if (!isFound && !isBuiltin(site)) return []
  const typeName = site.isToplevel() ? null : site.getTypeName()
  return [
    {
      file: isFound ? filePathOf(name) : '',
      line: line ?? 0,
      column: column ?? 0,
      functionName: site.getFunctionName(),
      typeName,
      // V8 searches all properties of the object: for a response only.
      methodName: isResponse(typeName) ? site.getMethodName() : null,
      isAsync: site.isAsync(),
      callee: null,
      offset: site.getPosition(),
      // V8 keeps it once made. Node's own code is not on the disk.
      hash: isFound && !name.startsWith('node:') ? site.getScriptHash() : null,
    },
  ]
}

// `Promise.then`, `Array.forEach`: they say how the next call came to be made.
function isBuiltin(site: NodeJS.CallSite): boolean {
  return site.isNative() || (!site.isEval() && !site.getFileName())
}
