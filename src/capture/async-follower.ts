import { type AsyncHook, createHook, executionAsyncId } from 'node:async_hooks'
import { promiseHooks } from 'node:v8'
import { continueFrom, currentHop, settleContext } from './async-context'
import type { AsyncHop } from './async-hop'
import { HookCalls } from './hook-calls'
import { HopMaker } from './hop-maker'
import { reportInternalError } from './internal-error'
import type { Undo } from './patch'
import { PromiseHops, TrackedPromiseHops } from './promise-hops'
import { hidePromiseSymbols } from './promise-symbols'
import { ResourceHops } from './resource-hops'
import { captureStack } from './stack'

/** Gets what following costs. */
export interface Expenses {
  /** There were so many steps of followed work, of which the last took so long: milliseconds. */
  onHops(milliseconds: number, count: number): void
  /** Calls of the hooks, for the work of any request, took so long: milliseconds. */
  onCalls(milliseconds: number): void
}

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
  readonly #calls: HookCalls
  readonly #resources: ResourceHops
  readonly #promises: PromiseHops
  readonly #tracked: TrackedPromiseHops
  #hook: AsyncHook | undefined
  #undo: Undo | undefined
  #isPaused = false
  /** Whether promises have hooks of their own. */
  #isApart = true

  constructor(expenses: Expenses) {
    this.#calls = new HookCalls(milliseconds => expenses.onCalls(milliseconds))
    const hops = new HopMaker((milliseconds, count) => expenses.onHops(milliseconds, count))
    this.#resources = new ResourceHops(hops)
    this.#promises = new PromiseHops(hops)
    this.#tracked = new TrackedPromiseHops(hops)
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
    this.#calls.settle()
  }

  /** Runs what is not the application's, so that it is not followed. */
  runUnfollowed(run: () => void): void {
    const before = this.#isPaused
    this.#isPaused = true
    try {
      run()
    } finally {
      this.#isPaused = before
    }
  }

  // A hook with `before` or `after` would show in the application's stacks, as a call below each callback.
  // https://github.com/nodejs/node/blob/v24.21.0/src/api/callback.cc#L230
  #makeHook(): AsyncHook {
    const hook = createHook({ init: this.#onResource, trackPromises: false } as object)
    this.#isApart = leavesPromisesAlone(hook)
    this.#calls.cost = this.#isApart ? callCost.apart : callCost.tracked
    return this.#isApart
      ? hook
      : createHook({ init: this.#onResource, promiseResolve: this.#onTrackedSettled })
  }

  // V8 takes time for each call between a hook and the capture, so that is made here, and what comes before and after it elsewhere.
  // What a hook throws ends the process: nothing may leave these but a stack overflow, which Node hands on to the application.
  readonly #onResource = (id: number, type: string, trigger: number, resource: object): void => {
    try {
      const hook = this.#onResource
      if (type === 'PROMISE') {
        // Node does not say which promise this one was derived from, but that one's number. For a promise that was derived from none
        // it is the number of what runs.
        const run = executionAsyncId()
        const from = trigger === run ? undefined : this.#current()
        if (from !== undefined) {
          const stack = this.#tracked.begin(run, from) ? captureStack(hook) : undefined
          this.#tracked.add(id, run, from, stack, hook)
        }
      } else {
        const from = this.#current()
        if (from !== undefined) {
          const stack = this.#resources.begin(type, resource, from, hook) ? captureStack(hook) : undefined
          this.#resources.add(id, resource, from, stack, hook)
        }
      }
      this.#calls.count()
    } catch (error) {
      reportInternalError(error)
    }
  }

  readonly #onTrackedSettled = (id: number): void => {
    try {
      settleContext(id)
      this.#tracked.settle(id, executionAsyncId())
      this.#calls.count()
    } catch (error) {
      reportInternalError(error)
    }
  }

  // Only a promise that was derived from another one (`then`, `await`) runs anything.
  readonly #onPromise = (promise: Promise<unknown>, parent: Promise<unknown> | undefined): void => {
    try {
      const from = parent === undefined ? undefined : this.#current()
      if (from !== undefined) {
        const hook = this.#onPromise
        const stack = this.#promises.begin(parent as object, from) ? captureStack(hook) : undefined
        this.#promises.add(promise, from, stack, hook)
      }
      this.#calls.count()
    } catch (error) {
      reportInternalError(error)
    }
  }

  readonly #onSettled = (promise: Promise<unknown>): void => {
    try {
      this.#promises.settle(promise)
      this.#calls.count()
    } catch (error) {
      reportInternalError(error)
    }
  }

  readonly #onContinuation = (promise: Promise<unknown>): void => {
    this.#promises.beginRun()
    continueFrom(promise)
    this.#calls.count()
  }

  readonly #onContinued = (): void => {
    continueFrom(undefined)
    this.#calls.count()
  }

  #current(): AsyncHop | undefined {
    return this.#isPaused ? undefined : currentHop()
  }

  #followPromises(): Undo {
    const stop = promiseHooks.createHook({
      init: this.#onPromise,
      before: this.#onContinuation,
      after: this.#onContinued,
      settled: this.#onSettled,
    })
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
