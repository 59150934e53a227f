// A preload that counts the stacks that the next preload reads: for that it puts a format of its own in the place of this accessor.
globalThis.reads = 0
const { defineProperty } = Object
let format = Error.prepareStackTrace
const accessor = {
  configurable: true,
  get: () => format,
  set: value => {
    format = value
  },
}
defineProperty(Error, 'prepareStackTrace', accessor)
Object.defineProperty = (target, key, descriptor) => {
  if (target === Error && key === 'prepareStackTrace' && descriptor.get === undefined) globalThis.reads++
  return defineProperty(target, key, descriptor)
}
