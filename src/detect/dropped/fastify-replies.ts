import diagnostics from 'node:diagnostics_channel'
import { OutgoingMessage } from 'node:http'
import { defineProperty, getOwnPropertyDescriptor, tryToDefineProperty } from '../../capture/builtins'
import { reportInternalError } from '../../capture/internal-error'
import type { Method, Undo } from '../../capture/patch'
import type { Tracer } from '../../capture/policy/tracer'
import { type CheckWatcher, noteCheck } from './headers-sent-check'

// Published with each instance as soon as it is made: https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks
const channel = 'fastify.initialization'

/** A reply as Fastify makes it, around Node's response. */
interface Reply {
  readonly raw?: unknown
  readonly sent?: unknown
}

/**
 * Watches for `reply.send` where the reply was sent: Fastify logs that, and does nothing. What it reads of Node's response,
 * `writableEnded`, lets nobody see it. So the method becomes an accessor that returns it: no frame is added to the stack when it runs.
 * https://github.com/fastify/fastify/blob/v5.12.1/lib/reply.js#L127
 */
export function watchFastify(watcher: CheckWatcher, tracer: Tracer): Undo {
  const undos: Undo[] = []
  const onInstance = (message: unknown) => {
    try {
      const { fastify } = message as { fastify: { readonly version?: unknown } }
      const undo = watchReplies(fastify, `fastify@${String(fastify.version)}`, watcher, tracer)
      if (undo !== null) undos.push(undo)
    } catch (failure) {
      reportInternalError(failure)
    }
  }
  diagnostics.subscribe(channel, onInstance)
  return () => {
    diagnostics.unsubscribe(channel, onInstance)
    for (const undo of undos.splice(0)) undo()
  }
}

// All instances of one copy of Fastify have one prototype of replies, from which theirs are derived.
function watchReplies(fastify: object, name: string, watcher: CheckWatcher, tracer: Tracer): Undo | null {
  const symbol = Object.getOwnPropertySymbols(fastify).find(key => key.description === 'fastify.Reply')
  const Class: unknown = symbol === undefined ? undefined : getOwnPropertyDescriptor(fastify, symbol)?.value
  const owner = typeof Class === 'function' ? ownerOf(Class.prototype as object, 'send') : null
  const descriptor = owner === null ? undefined : getOwnPropertyDescriptor(owner, 'send')
  const send: unknown = descriptor?.value
  // An accessor is that of an instance before this one.
  if (owner === null || typeof send !== 'function' || descriptor?.configurable !== true) return null

  function get(this: Reply): unknown {
    if (this.sent === true && this.raw instanceof OutgoingMessage)
      noteCheck(this.raw, get as Method, watcher, tracer, { seen: 'method', dropper: name })
    return send
  }
  function set(this: object, value: unknown): void {
    defineProperty(this, 'send', { value, writable: true, enumerable: true, configurable: true })
  }
  const { enumerable = true } = descriptor
  defineProperty(owner, 'send', { get, set, enumerable, configurable: true })
  return () => {
    if (getOwnPropertyDescriptor(owner, 'send')?.get === get) tryToDefineProperty(owner, 'send', descriptor)
  }
}

function ownerOf(prototype: object, name: string): object | null {
  let owner: object | null = prototype
  while (owner !== null && getOwnPropertyDescriptor(owner, name) === undefined)
    owner = Object.getPrototypeOf(owner) as object | null
  return owner
}
