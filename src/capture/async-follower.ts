import { type AsyncHook, createHook, executionAsyncId } from 'node:async_hooks'
import { promiseHooks } from 'node:v8'
import {
  continueFrom,
  currentHop,
  enterContext,
  enterTimer,
  setPromiseHop,
  settleContext,
} from './async-context'
import type { AsyncHop } from './async-hop'
import { now } from './clock'
import { reportInternalError } from './internal-error'
import type { Undo } from './patch'
import { hidePromiseSymbols } from './promise-symbols'
import type { Timer } from './request-contexts'

/** Gets what following costs. */
export interface Expenses {
  /** A step of followed work took so long: milliseconds. */
  onHop(milliseconds: number): void
  /** Calls of the hooks, for the work of any request, took so long: milliseconds. */
  onCalls(milliseconds: number): void
}

/** Calls of the hooks that are charged at a time: often enough that work which never lets go of the thread is noticed. */
const batch = 2048

/**
 * Milliseconds of CPU for one call of a hook, with what V8 and Node do around it: where promises have hooks of their own, and where
 * the async hook follows them. (Measured on Node 24 and 20, as an `await` costs four.)
 */
const callCost = { apart: 0.00002, tracked: 0.00004 }

/**
 * Follows work of traced requests wherever it is handed on, while it is switched on. What no traced request has begun
 * costs the call of a hook.
 *
 * Where Node's async hook leaves promises alone, they are followed by V8's promise hooks, which write nothing onto them. Where it
 * does not (Node 20), it follows promises itself: together with V8's hooks it would make a stack overflow fatal, and so would
 * V8's alone beside an `AsyncLocalStorage` of the application's.
 * https://github.com/nodejs/node/blob/v20.20.2/lib/internal/promise_hooks.js#L20
 */
export class Follower {
  readonly #expenses: Expenses
  #hook: AsyncHook | undefined
  #undo: Undo | undefined
  #calls = 0
  #isPaused = false
  /** Whether promises have hooks of their own. */
  #isApart = true

  constructor(expenses: Expenses) {
    this.#expenses = expenses
  }

  get isOn(): boolean {
    return this.#undo !== undefined
  }

  /** @throws whatever a Node throws that has no async hooks, or allows none. */
  switchOn(): void {
    if (this.isOn) return
    this.#hook ??= this.#makeHook()
    const hook = this.#hook
    if (!this.#isApart) hidePromiseSymbols()
    const stopPromises = this.#isApart ? this.#followPromises() : () => {}
    hook.enable()
    this.#undo = () => {
      hook.disable()
      stopPromises()
    }
  }

  switchOff(): void {
    this.#undo?.()
    this.#undo = undefined
    this.#report()
  }

  /** Runs what is not the application's, so that it is not followed. */
  runUnfollowed(run: () => void): void {
    this.#isPaused = true
    try {
      run()
    } finally {
      this.#isPaused = false
    }
  }

  // A hook with `before` or `after` would show in the application's stacks, as a call below each callback.
  // https://github.com/nodejs/node/blob/v24.21.0/src/api/callback.cc#L230
  #makeHook(): AsyncHook {
    const hook = createHook({ init: this.#onResource, trackPromises: false } as object)
    this.#isApart = leavesPromisesAlone(hook)
    return this.#isApart ? hook : createHook({ init: this.#onResource, promiseResolve: this.#onSettled })
  }

  #count(): void {
    if (++this.#calls >= batch) this.#report()
  }

  #report(): void {
    const count = this.#calls
    this.#calls = 0
    try {
      const cost = this.#isApart ? callCost.apart : callCost.tracked
      if (count > 0) this.#expenses.onCalls(count * cost)
    } catch (error) {
      reportInternalError(error)
    }
  }

  // What a hook throws ends the process: nothing may leave these but a stack overflow, which Node hands on to the application.
  readonly #onResource = (id: number, type: string, trigger: number, resource: object): void => {
    try {
      if (type === 'PROMISE') this.#onTrackedPromise(id, trigger)
      else this.#onOther(id, type, resource)
      this.#count()
    } catch (error) {
      reportInternalError(error)
    }
  }

  readonly #onSettled = (id: number): void => {
    try {
      settleContext(id)
      this.#count()
    } catch (error) {
      reportInternalError(error)
    }
  }

  // Only a promise that was derived from another one (`then`, `await`) runs anything.
  readonly #onPromise = (promise: Promise<unknown>, parent: Promise<unknown> | undefined): void => {
    try {
      const hop = parent === undefined ? undefined : this.#hopTo('PROMISE', this.#onPromise)
      if (hop !== undefined) setPromiseHop(promise, parent as object, hop)
      this.#count()
    } catch (error) {
      reportInternalError(error)
    }
  }

  readonly #onContinuation = (promise: Promise<unknown>): void => {
    continueFrom(promise)
    this.#count()
  }

  readonly #onContinued = (): void => {
    continueFrom(undefined)
    this.#count()
  }

  #onOther(id: number, type: string, resource: object): void {
    const isInterval = type === 'Timeout' && (resource as { _repeat?: unknown })._repeat != null
    const hop = this.#hopTo(isInterval ? 'Interval' : type, this.#onResource)
    if (hop === undefined) return
    if (type !== 'Timeout' && type !== 'Immediate') enterContext(id, hop)
    // An immediate is announced before it gets its reference.
    else if (type === 'Immediate' || (resource as NodeJS.Timeout).hasRef())
      enterTimer(id, hop, resource as Timer)
    // A timer of Node's own, as that of a kept-alive connection, never keeps the process running.
    else enterContext(id, hop, 'transport')
  }

  // Node does not say which promise this one was derived from, but that one's number. For a promise that was derived from none it
  // is the number of what runs.
  #onTrackedPromise(id: number, trigger: number): void {
    if (trigger === executionAsyncId()) return
    const hop = this.#hopTo('PROMISE', this.#onResource)
    if (hop !== undefined) enterContext(id, hop)
  }

  #hopTo(type: string, constructorOpt: (...args: never[]) => unknown): AsyncHop | undefined {
    const from = this.#isPaused ? undefined : currentHop()
    if (from === undefined) return undefined
    const start = now()
    const hop = from.next(type, constructorOpt)
    this.#expenses.onHop(now() - start)
    return hop
  }

  #followPromises(): Undo {
    const stop = promiseHooks.createHook({
      init: this.#onPromise as never,
      before: this.#onContinuation,
      after: this.#onContinued,
    }) as unknown as Undo
    return () => {
      stop()
      continueFrom(undefined)
    }
  }
}

// Later Nodes have an option for it. Earlier ones have what it sets.
// https://github.com/nodejs/node/blob/v24.21.0/lib/async_hooks.js#L83
function leavesPromisesAlone(hook: AsyncHook): boolean {
  const mark = Object.getOwnPropertySymbols(hook).find(symbol => symbol.description === 'kNoPromiseHook')
  if (mark !== undefined) Object.assign(hook, { [mark]: true })
  return mark !== undefined
}
