import { AsyncResource } from 'node:async_hooks'
import { defineProperty } from './builtins'
import { ReturnOverride } from './return-override'

// It is a change of `Promise.prototype`, which lasts as long as the process: Node reads what it has written.
let areHidden = false

/**
 * Keeps the two symbols that Node's promise hook writes off the promises, where `console.log` would show them: setters on their
 * prototype take what Node writes. Where another hook is on already, promises have the symbols anyway, and so they keep them.
 * https://github.com/nodejs/node/blob/v20.20.2/lib/internal/async_hooks.js#L315
 */
export function hidePromiseSymbols(): void {
  if (areHidden || Object.getOwnPropertySymbols(Promise.resolve()).length > 0) return
  areHidden = true
  const symbols = Object.getOwnPropertySymbols(new AsyncResource('headers-trace'))
  const named = (name: string) => symbols.find(({ description }) => description === name)
  const [id, trigger] = [named('async_id_symbol'), named('trigger_async_id_symbol')]
  if (id === undefined || trigger === undefined) return
  try {
    define(id, HiddenIds.id, HiddenIds.setId)
    define(trigger, HiddenIds.trigger, HiddenIds.setTrigger)
  } catch {
    // Frozen intrinsics: the symbols will be seen.
  }
}

function define(
  symbol: symbol,
  get: (promise: object) => unknown,
  set: (promise: object, value: unknown) => void,
): void {
  defineProperty(Promise.prototype, symbol, {
    configurable: true,
    enumerable: false,
    get(this: object) {
      return get(this)
    },
    set(this: object, value: unknown) {
      set(this, value)
    },
  })
}

/** Both in one object's fields, as Node writes both: to add private fields to a promise twice takes twice as long. */
class HiddenIds extends ReturnOverride {
  #id: unknown
  #trigger: unknown

  static id(this: void, promise: object): unknown {
    return #id in promise ? promise.#id : undefined
  }

  // Node sees no id on a promise that another one is derived from, and gives it a new one: it keeps the one that it has.
  // https://github.com/nodejs/node/blob/v20.20.2/lib/internal/async_hooks.js#L447
  static setId(this: void, promise: object, value: unknown): void {
    const ids = on(promise)
    ids.#id ??= value
  }

  static trigger(this: void, promise: object): unknown {
    return #id in promise ? promise.#trigger : undefined
  }

  static setTrigger(this: void, promise: object, value: unknown): void {
    on(promise).#trigger = value
  }

  static on(promise: object): HiddenIds {
    return #id in promise ? promise : new HiddenIds(promise)
  }
}

const { on } = HiddenIds
