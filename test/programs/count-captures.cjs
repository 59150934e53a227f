// A preload that counts the stacks that the next preload captures, and how often it asks a weak reference.
globalThis.captures = 0
globalThis.derefs = 0
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
