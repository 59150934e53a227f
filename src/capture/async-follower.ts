import { type AsyncHook, AsyncResource, createHook } from 'node:async_hooks'
import { promiseHooks } from 'node:v8'
import { continueFrom, currentHop, setPromiseHop } from './async-context'
import type { AsyncHop } from './async-hop'
import { defineProperty } from './builtins'
import { now } from './clock'
import { reportInternalError } from './internal-error'
import type { Undo } from './patch'
import { ReturnOverride } from './return-override'

/**
 * Follows work of traced requests wherever it is handed on, while it is switched on. What no traced request has begun
 * costs a look-up and no more.
 *
 * Promises are followed by V8's promise hooks, and everything else by an async hook that leaves promises alone: one that
 * does not, writes two symbols onto every promise, which `console.log` shows.
 * https://github.com/nodejs/node/blob/v24.21.0/lib/internal/async_hooks.js#L315
 */
export class Follower {
  readonly #hook: AsyncHook
  readonly #isHookWithoutPromises: boolean
  readonly #spend: (cost: number) => void
  #undo: Undo | undefined

  /** @param spend gets the milliseconds that each step took. */
  constructor(spend: (cost: number) => void = () => {}) {
    this.#spend = spend
    this.#hook = createHook({ init: this.#onResource, trackPromises: false } as object)
    this.#isHookWithoutPromises = leavesPromisesAlone(this.#hook)
  }

  get isOn(): boolean {
    return this.#undo !== undefined
  }

  switch(on: boolean): void {
    if (on === this.isOn) return
    if (!on) {
      this.#undo?.()
      this.#undo = undefined
      return
    }
    if (!this.#isHookWithoutPromises) hidePromiseSymbols()
    this.#hook.enable()
    const stopPromises = this.#followPromises()
    this.#undo = () => {
      this.#hook.disable()
      stopPromises()
    }
  }

  readonly #onResource = (id: number, type: string, _trigger: number, resource: object): void => {
    if (type === 'PROMISE') return
    const isRepeated = type === 'Timeout' && (resource as { _repeat?: unknown })._repeat != null
    this.#hopTo(isRepeated ? 'Interval' : type, this.#onResource)?.enter(id)
  }

  // Only a promise that was derived from another one (`then`, `await`) runs anything.
  readonly #onPromise = (promise: Promise<unknown>, parent: Promise<unknown> | undefined): void => {
    const hop = parent === undefined ? undefined : this.#hopTo('PROMISE', this.#onPromise)
    if (hop !== undefined) setPromiseHop(promise, hop)
  }

  #hopTo(type: string, constructorOpt: (...args: never[]) => unknown): AsyncHop | undefined {
    try {
      const from = currentHop()
      if (from === undefined) return undefined
      const start = now()
      const hop = from.next(type, constructorOpt)
      this.#spend(now() - start)
      return hop
    } catch (error) {
      // What a hook throws ends the process.
      reportInternalError(error)
      return undefined
    }
  }

  #continue(promise: object | undefined): void {
    try {
      continueFrom(promise)
    } catch (error) {
      reportInternalError(error)
    }
  }

  #followPromises(): Undo {
    const stop = promiseHooks.createHook({
      init: this.#onPromise as never,
      before: promise => this.#continue(promise),
      after: () => this.#continue(undefined),
    }) as unknown as Undo
    return () => {
      stop()
      continueFrom(undefined)
    }
  }
}

// Node 24.12 has the option. Node 22.22 has what it sets, and no option.
function leavesPromisesAlone(hook: AsyncHook): boolean {
  const mark = Object.getOwnPropertySymbols(hook).find(symbol => symbol.description === 'kNoPromiseHook')
  if (mark !== undefined) (hook as unknown as Record<symbol, boolean>)[mark] = true
  return mark !== undefined
}

/** Whether the symbols below are kept off the promises. They stay so: Node reads what it has written. */
let areSymbolsHidden = false

/**
 * Keeps the symbols of Node's promise hook off the promises: a setter on their prototype takes what Node writes. Where
 * another hook is on already, promises have the symbols anyway, and so they keep them.
 */
function hidePromiseSymbols(): void {
  if (areSymbolsHidden || Object.getOwnPropertySymbols(Promise.resolve()).length > 0) return
  areSymbolsHidden = true
  const symbols = Object.getOwnPropertySymbols(new AsyncResource('headers-trace'))
  for (const symbol of symbols) {
    if (!['async_id_symbol', 'trigger_async_id_symbol'].includes(symbol.description ?? '')) continue
    const hidden = hiddenField()
    try {
      defineProperty(Promise.prototype, symbol, {
        configurable: true,
        enumerable: false,
        get(this: object) {
          return hidden.get(this)
        },
        set(this: object, value: unknown) {
          hidden.set(this, value)
        },
      })
    } catch {
      // Frozen intrinsics: the symbols will be seen.
    }
  }
}

function hiddenField() {
  return class Hidden extends ReturnOverride {
    #value: unknown
    static get(target: object): unknown {
      return #value in target ? target.#value : undefined
    }
    static set(target: object, value: unknown): void {
      const hidden = #value in target ? target : new Hidden(target)
      hidden.#value = value
    }
  }
}
