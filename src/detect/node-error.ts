import { dirname, sep } from 'node:path'
import { compileFunction } from 'node:vm'
import type { Method } from '../capture/patch'

const ours = dirname(__dirname) + sep

/** Takes our own frames out of an error's stack, which then reads as it does without us. */
export function removeOurFrames(error: unknown): void {
  if (!(error instanceof Error)) return
  const stack: unknown = error.stack
  if (typeof stack !== 'string' || !stack.includes(ours)) return
  error.stack = stack
    .split('\n')
    .filter(line => !line.includes(ours))
    .join('\n')
}

/**
 * Throws `error`, which `method` of Node has thrown, again and from the same place. When an error is fatal, Node prints
 * the line of the last `throw`, and that must stay Node's own line and not become ours:
 *
 *     node:_http_outgoing:684
 *         throw new ERR_HTTP_HEADERS_SENT('set');
 *         ^
 *
 * So the line that throws here is a copy of Node's, under Node's file name and line number. Where either cannot be
 * found (somebody formats stacks in a way of their own, or has patched the method before us), a plain throw must do.
 */
export function throwAgain(error: unknown, method: Method): never {
  thrower(
    error,
    method,
  )?.(function Refusal() {
    return error
  })
  throw error
}

type Thrower = (ERR_HTTP_HEADERS_SENT: () => unknown) => never

const throwers = new WeakMap<Method, Thrower>()

function thrower(error: unknown, method: Method): Thrower | undefined {
  const known = throwers.get(method)
  if (known !== undefined) return known

  const statement = Function.prototype.toString
    .call(method)
    .split('\n')
    .find(line => line.includes('throw new ERR_HTTP_HEADERS_SENT('))
  const innermost = String((error as Error).stack)
    .split('\n')
    .find(line => /^ +at /.test(line))
  const place = /\((node:_http_\w+):(\d+):\d+\)$/.exec(innermost ?? '')
  if (statement === undefined || place === null) return undefined

  const made = compileFunction(statement, ['ERR_HTTP_HEADERS_SENT'], {
    filename: place[1] as string,
    lineOffset: Number(place[2]) - 1,
  }) as unknown as Thrower
  throwers.set(method, made)
  return made
}
