/** One call of a captured stack, at its position in the code that V8 ran. Lines and columns count from 1. */
export interface CallSite {
  /** An absolute path, a `node:` name, or whatever name the code was compiled under; empty for V8's own functions. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** As V8 names it; `null` for an anonymous function. */
  readonly functionName: string | null
  /** What the call's `this` was made by, `ServerResponse` for a response; `null` where there was none. */
  readonly typeName: string | null
  /** The name under which a response has the function that was called; `null` where it is none of its methods. */
  readonly methodName: string | null
  /** Whether the call goes on after an `await`: it is then not on the stack, but waits for the one before it. */
  readonly isAsync: boolean
  /** The name of what was called there; `null` where V8 does not say. */
  readonly callee: string | null
  /** The position as characters before it in its script; `null` where V8 does not say. */
  readonly offset: number | null
  /** SHA-256 of the script's text, in hexadecimal; `null` where V8 does not say. */
  readonly hash: string | null
}

/** Whether a type is `ServerResponse`, `Http2ServerResponse`, by its name a subclass, or a framework's `Reply`. */
export function isResponse(typeName: string | null): boolean {
  return typeName !== null && /(?:Response|Reply)$/.test(typeName)
}
