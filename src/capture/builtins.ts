/**
 * Functions of the language that run inside the application's calls, taken at load: what a program patches afterwards does
 * not reach them.
 */
export const { apply, construct, getOwnPropertyDescriptor, deleteProperty } = Reflect

const { create, assign, defineProperty: define } = Object

/**
 * Defines a property, whatever somebody has put on `Object.prototype`: a `get` or a `value` there would be read as the
 * descriptor's, and make it an impossible one.
 *
 * @throws {TypeError} where the property cannot be defined.
 */
export function defineProperty(target: object, key: PropertyKey, descriptor: PropertyDescriptor): void {
  define(target, key, assign(create(null), descriptor))
}

/** The same, where it need not succeed: a property may be frozen by now. */
export function tryToDefineProperty(
  target: object,
  key: PropertyKey,
  descriptor: PropertyDescriptor,
): boolean {
  try {
    defineProperty(target, key, descriptor)
    return true
  } catch {
    return false
  }
}
