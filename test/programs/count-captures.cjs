// A preload that counts the stacks that the next preload captures, how often it asks a weak reference, and what it wants to know the end of.
globalThis.captures = 0
globalThis.derefs = 0
globalThis.registrations = 0
const { captureStackTrace } = Error
Error.captureStackTrace = (target, constructorOpt) => {
  globalThis.captures++
  captureStackTrace(target, constructorOpt)
}
const { deref } = WeakRef.prototype
WeakRef.prototype.deref = function () {
  globalThis.derefs++
  return deref.call(this)
}
const { register } = FinalizationRegistry.prototype
FinalizationRegistry.prototype.register = function (...args) {
  globalThis.registrations++
  return register.apply(this, args)
}
