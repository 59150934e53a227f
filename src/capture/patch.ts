import { ClientRequest, ServerResponse } from 'node:http'
import { defineProperty, getOwnPropertyDescriptor, tryToDefineProperty } from './builtins'

/** Takes back what was done. Calling it again does nothing. */
export type Undo = () => void

// biome-ignore lint/suspicious/noExplicitAny: a patched method keeps whatever signature it has
export type Method = (this: any, ...args: any[]) => any

/**
 * Replaces a method where it lives, so that nothing but its source text distinguishes the wrapper from the original:
 * descriptor, place among the keys, name and length stay. A method that this Node does not have is left alone.
 *
 * The undo puts the original back unless somebody has patched the method since; then it leaves their chain whole.
 * (After mswjs/interceptors' patches registry.)
 *
 * @throws {TypeError} when the owner is frozen.
 */
export function patchMethod(owner: object, name: string | symbol, wrap: (original: Method) => Method): Undo {
  const descriptor = getOwnPropertyDescriptor(owner, name)
  const original: unknown = descriptor?.value
  if (descriptor === undefined || typeof original !== 'function') return () => {}

  const wrapper = wrap(original as Method)
  for (const key of ['name', 'length'] as const) {
    const own = getOwnPropertyDescriptor(original, key)
    if (own !== undefined) defineProperty(wrapper, key, own)
  }
  defineProperty(owner, name, { ...descriptor, value: wrapper })

  return () => {
    if (getOwnPropertyDescriptor(owner, name)?.value !== wrapper) return
    // Not where it has been frozen since.
    tryToDefineProperty(owner, name, descriptor)
  }
}

/** Replaces the getter of an accessor in the same way. One that this Node does not have, or does not let go of, is left alone. */
export function patchGetter(owner: object, name: string, wrap: (original: () => unknown) => Method): Undo {
  const descriptor = getOwnPropertyDescriptor(owner, name)
  const original = descriptor?.get
  if (original === undefined || descriptor?.configurable !== true) return () => {}

  const get = wrap(original)
  for (const key of ['name', 'length'] as const) {
    const own = getOwnPropertyDescriptor(original, key)
    if (own !== undefined) defineProperty(get, key, own)
  }
  defineProperty(owner, name, { ...descriptor, get })

  return () => {
    if (getOwnPropertyDescriptor(owner, name)?.get === get) tryToDefineProperty(owner, name, descriptor)
  }
}

/** Makes several patches, or none where one of them cannot be made. */
export function patchAll(patches: readonly (() => Undo)[]): Undo {
  const undos: Undo[] = []
  const undo = () => {
    for (const undo of undos.splice(0).reverse()) undo()
  }
  try {
    for (const patch of patches) undos.push(patch())
  } catch (error) {
    undo()
    throw error
  }
  return undo
}

/**
 * The prototypes on which a method of HTTP/1 messages is to be patched: Node's own, and those of responses and requests
 * where somebody has put a wrapper of it before this one (dd-trace does). That one knows Node's method and calls it directly.
 */
export function ownersOf(owner: object, name: string): readonly object[] {
  const nearer = [ServerResponse.prototype, ClientRequest.prototype]
  return [owner, ...nearer.filter(prototype => prototype !== owner && Object.hasOwn(prototype, name))]
}
