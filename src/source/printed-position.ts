import type { CallSite } from './call-site'
import { filePathOf } from './file-path'

/** A position as a stack has it. Line and column count from 1. */
interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

// `    at file:line:column`, or `    at name (file:line:column)`.
const lastCall = /^\s+at (?:.* \((.+):(\d+):(\d+)\)|(.+):(\d+):(\d+))$/

/**
 * Where the stacks that this process prints say that a call is: by the `Error.prepareStackTrace` of whatever has installed one.
 * Each copy of source-map-support does, jest, and more loaders, each with the maps of what it has compiled. `null` where none is
 * installed, and where it prints nothing that can be read.
 *
 * https://v8.dev/docs/stack-trace-api#customizing-stack-traces
 */
export function printedPositionOf({ file, line, column }: CallSite): Position | null {
  try {
    const { prepareStackTrace } = Error
    if (typeof prepareStackTrace !== 'function') return null
    const call = new PrintableCall(file, line, column)
    const printed: unknown = prepareStackTrace(new Error(), [call])
    const match = typeof printed === 'string' ? lastCall.exec(printed.split('\n').at(-1) ?? '') : null
    if (match === null) return null
    const [, name, row, place, bareName, bareRow, barePlace] = match
    return {
      file: filePathOf(name ?? bareName ?? ''),
      line: Number(row ?? bareRow),
      column: Number(place ?? barePlace),
    }
  } catch {
    // A program's own, which formats stacks in another way.
    return null
  }
}

/** A call of nothing but a position. What prints it may copy the methods of its prototype, as from V8's own. */
class PrintableCall implements NodeJS.CallSite {
  readonly #file: string
  readonly #line: number
  readonly #column: number

  constructor(file: string, line: number, column: number) {
    this.#file = file
    this.#line = line
    this.#column = column
  }

  getFileName() {
    return this.#file
  }

  getScriptNameOrSourceURL() {
    return this.#file
  }

  getLineNumber() {
    return this.#line
  }

  getColumnNumber() {
    return this.#column
  }

  getEnclosingLineNumber() {
    return this.#line
  }

  getEnclosingColumnNumber() {
    return this.#column
  }

  getFunctionName() {
    return null
  }

  getMethodName() {
    return null
  }

  getTypeName() {
    return null
  }

  getPromiseIndex() {
    return null
  }

  getFunction() {
    return undefined
  }

  getThis() {
    return undefined
  }

  getEvalOrigin() {
    return undefined
  }

  getPosition() {
    return 0
  }

  getScriptHash() {
    return ''
  }

  isAsync() {
    return false
  }

  isConstructor() {
    return false
  }

  isEval() {
    return false
  }

  isNative() {
    return false
  }

  isPromiseAll() {
    return false
  }

  isToplevel() {
    return true
  }

  toString() {
    return `${this.#file}:${this.#line}:${this.#column}`
  }
}
