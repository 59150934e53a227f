// A preload that counts the stacks that the next preload reads: it puts a format of its own in the place of Node's for that, and takes it back.
globalThis.reads = 0
const { defineProperty } = Object
const { prepareStackTrace } = Error
Object.defineProperty = (target, key, descriptor) => {
  if (target === Error && key === 'prepareStackTrace' && descriptor.value !== prepareStackTrace)
    globalThis.reads++
  return defineProperty(target, key, descriptor)
}
