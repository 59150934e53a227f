/** A call on the stack, as V8 knows it: lines and columns count from 1 and are those of the code that runs. */
export interface InspectedFrame {
  /** A path or a URL. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** Empty for an anonymous function. */
  readonly functionName: string
}

/** What is read of an error: never inside the application's call, as reading formats the stack. */
export interface ErrorDescription {
  /** With the code, where the stack has it: `TypeError [ERR_INVALID_ARG_TYPE]`. */
  readonly name: string
  readonly message: string
  /** What V8 prints of its stack, without the constructors of the error's own classes; empty where it has none. */
  readonly stack: string
}

/**
 * An error that a call on the second attempt's stack held in a variable at that moment. That alone is no evidence that the
 * error was being handled: a parser holds the error that it has just made, and a function may keep one for later.
 */
export class HandledError {
  /**
   * `catch`: the variable of a catch clause that the call is in. `function`: a parameter of the called function or a variable
   * of its body; its source tells which.
   */
  readonly scope: 'catch' | 'function'
  readonly variable: string
  /** The call that held it. */
  readonly frame: InspectedFrame
  /** The place of that call among the calls of the application and its packages, the innermost being 0. */
  readonly frameIndex: number
  #error: unknown
  #description: ErrorDescription | undefined

  constructor(
    error: object,
    { scope, variable, frame, frameIndex }: Pick<HandledError, 'scope' | 'variable' | 'frame' | 'frameIndex'>,
  ) {
    this.#error = error
    this.scope = scope
    this.variable = variable
    this.frame = frame
    this.frameIndex = frameIndex
  }

  /** Reads the error, and lets go of it. */
  get description(): ErrorDescription {
    this.#description ??= describe(this.#error)
    this.#error = undefined
    return this.#description
  }

  /** Whether two variables held one error. To be asked before either is described. */
  isSameAs(other: HandledError): boolean {
    return this.#error !== undefined && this.#error === other.#error
  }
}

const maxMessageLength = 500

function describe(error: unknown): ErrorDescription {
  const stack = textOf(error, 'stack') ?? ''
  const ownName = textOf(error, 'name') ?? 'Error'
  const message = textOf(error, 'message') ?? ''
  const [, name = ownName] = /^([\w$.]+ \[\w+\])(?::|$)/.exec(stack) ?? []
  return {
    name: name.startsWith(ownName) ? name : ownName,
    message: message.slice(0, maxMessageLength),
    stack: withoutConstructors(stack),
  }
}

// What throws when it is read is left out.
function textOf(error: unknown, key: 'name' | 'message' | 'stack'): string | undefined {
  try {
    const value: unknown = (error as Record<typeof key, unknown>)[key]
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

// `class NotFound extends Error` captures its stack inside of its own constructor.
function withoutConstructors(stack: string): string {
  return stack.replace(/(?:\n {4}at new [^\n]*)+(?=\n {4}at )/, '')
}
