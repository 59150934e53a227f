import { compileFunction } from 'node:vm'
import { apply } from '../../capture/builtins'
import type { Method } from '../../capture/patch'
import type { NodeFrame, SourceLine } from './node-frames'

/** What came of an operation that ran late. */
export interface LateRun {
  /** What it returned. */
  readonly value?: unknown
  /** Set where Node has refused it. */
  readonly refusal?: Refusal
  /** Whether it is for the guard to throw the refusal. */
  readonly isThrown?: boolean
  /** Set where it was called on nothing, and has thrown for that: the line of Node's method that did; `NaN` where unknown. */
  readonly unboundLine?: number
}

/** Node's error for a late operation. */
export interface Refusal {
  readonly error: unknown
  readonly code: string | null
  /** Stands for the error's class: called where Node calls that, it makes the error's stack begin there, and returns the error. */
  readonly Class: () => unknown
}

/** Runs an operation that may come too late, for a guard of it. */
export type RunLate = (
  message: never,
  args: ArrayLike<unknown>,
  newTarget: Method | undefined,
  guard: Method,
) => LateRun

/** A guard: what it guards, and where in Node's source that refuses. */
export interface GuardOptions {
  readonly name: string
  readonly original: Method
  readonly late: RunLate
  /** Whether it is a method of a class, as those of HTTP/2 are, and constructs nothing. */
  readonly isMethod?: boolean
  /** An expression: whether an operation on `this` comes in time. It may call `ask`. */
  readonly isInTime: string
  readonly ask?: (...given: never[]) => boolean
  /** Whether Node emits the error and throws none. */
  readonly isEmitted?: boolean
  /** Node's frames at the refusal, the innermost first; `undefined` where they are unknown. */
  readonly frames: readonly NodeFrame[] | undefined
  /** The method's source, as far as it is known. */
  readonly lines: readonly SourceLine[]
}

/**
 * Compiles a guard under the name of Node's own file, so that its refusing line is Node's own line. Node's error then has the
 * very stack that it has without a guard, of which nothing needs to be formatted while the application waits; and when the
 * error is fatal, Node prints its own line:
 *
 *     node:_http_outgoing:684
 *         throw new ERR_HTTP_HEADERS_SENT('set');
 *         ^
 *
 * Each guard is compiled by itself: of one function for all V8 would compile one, into which it can inline none of Node's
 * methods. (Measured on a JSON response of Express under Node 24: 3 % of the request against less than 1 %.)
 */
export function compileGuard(options: GuardOptions): Method {
  const { original, late, ask, frames } = options
  const inner = innerCall(frames)
  const { text, line } = textOf(options, inner?.name)
  const make = compileFunction(text, ['apply', 'original', 'late', 'ask', inner?.name ?? '_'], {
    filename: frames?.at(-1)?.file ?? __filename,
    lineOffset: line - 1,
  })
  return make(apply, original, late, ask, inner?.call)
}

/** Lines of a guard that stand at lines of Node's. */
interface Passage {
  readonly line: number
  readonly before: string
  readonly text: string
  readonly after: string
}

function textOf(options: GuardOptions, inner: string | undefined): { text: string; line: number } {
  const { name, isMethod = false, isInTime, isEmitted = false } = options
  const passages = [...refusalsOf(options, inner), ...unboundLinesOf(options)].sort((a, b) => a.line - b.line)
  const codes = new Set(passages.flatMap(({ text }) => throwStatement.exec(text)?.[1] ?? []))
  const head = [
    `'use strict'; const ${isMethod ? `{ ${name}: guard } = { ${name}` : `guard = function ${name}`}() {`,
    `if (${isInTime}) return apply(original, this, arguments);`,
    'const { value, refusal, isThrown, unboundLine } = late(this, arguments, new.target, guard);',
    'if (refusal === undefined && unboundLine === undefined) return value;',
    `const Class = refusal?.Class${[...codes].map(code => `, ${code} = Class`).join('')};`,
  ]
  const start = (passages[0]?.line ?? 2) - 1
  let [text, line] = [head.join(' '), start]
  for (const passage of passages) {
    text += `${passage.before}${'\n'.repeat(passage.line - line)}${passage.text}\n${passage.after}`
    line = passage.line + passage.text.split('\n').length
  }
  text += 'if (refusal === undefined) return apply(original, this, arguments);'
  text += isEmitted ? 'if (!isThrown) return value;' : ''
  text += 'throw refusal.error;'
  return { text: `${text} }${isMethod ? ' }' : ''}; return guard`, line: start }
}

// What is given to the error's constructor says which message it has.
const throwStatement = /^ *throw new (ERR_\w+)\((?:'\w*')?\);$/m

// The line before it, where that is what asks for it.
const question = /^ *if \(this\.\w+\) \{$/

function refusalsOf({ frames, lines }: GuardOptions, inner: string | undefined): Passage[] {
  const own = frames?.at(-1)
  const passages = lines.flatMap(({ line, text }, index): Passage[] => {
    const [, code] = throwStatement.exec(text) ?? []
    const asked = lines[index - 1]?.text ?? ''
    if (code === undefined) return []
    const before = `if (refusal?.code === '${code}'`
    return question.test(asked)
      ? [
          {
            line: line - 1,
            before: `${before} || unboundLine === ${line - 1})`,
            text: `${asked}\n${text}`,
            after: '}',
          },
        ]
      : [{ line, before: `${before})`, text, after: '' }]
  })
  if (passages.length > 0 || own === undefined) return passages
  // It is emitted, and no more of it shows than the position.
  const call = inner === undefined ? 'new Class()' : `${inner}(Class)`
  return [
    {
      line: own.line,
      before: 'if (refusal !== undefined && !isThrown)',
      text: `${padTo(own)}${call};`,
      after: '',
    },
  ]
}

// What asks for something of `this` throws for nothing.
function unboundLinesOf({ lines, frames }: GuardOptions): Passage[] {
  const own = frames?.at(-1)
  return lines.flatMap(({ line, text }, index) => {
    const isApart = [-1, 0, 1].every(at => {
      const near = lines[index + at]
      return near === undefined || (!throwStatement.test(near.text) && near.line !== own?.line)
    })
    const [, or = ''] = /^ *(\} else )?if \(!?this\.\w+\) \{$/.exec(text) ?? []
    if (!isApart || (or === '' && !question.test(text))) return []
    return {
      line,
      before: `if (unboundLine === ${line}) {${or === '' ? '' : ' if (false) {'}`,
      text,
      after: '} }',
    }
  })
}

const padTo = ({ column }: NodeFrame) => ' '.repeat(column - 1)

// What the method calls to have its error made, from the inside out.
function innerCall(frames: readonly NodeFrame[] = []): { name: string; call: Method } | undefined {
  return frames.slice(0, -1).reduce<{ name: string; call: Method } | undefined>((inner, frame) => {
    const name = frame.functionName
    const work = inner === undefined ? 'new Class()' : `${inner.name}(Class)`
    const call = compileFunction(
      `'use strict'; return function ${name}(Class) {\n${padTo(frame)}${work}\n}`,
      [inner?.name ?? '_'],
      { filename: frame.file, lineOffset: frame.line - 2 },
    )(inner?.call)
    return { name, call }
  }, undefined)
}
