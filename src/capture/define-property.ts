/**
 * `Object.defineProperty`, but for what somebody has put on `Object.prototype`: there a `get` of an application's own, or
 * of an attacker's, would be read as the descriptor's, and make it an impossible one.
 *
 * @throws {TypeError} where the property cannot be defined.
 */
export function defineProperty(target: object, key: PropertyKey, descriptor: PropertyDescriptor): void {
  Object.defineProperty(target, key, Object.assign(Object.create(null), descriptor))
}
