// A preload that counts the stacks that the next preload captures.
globalThis.captures = 0
const { captureStackTrace } = Error
Error.captureStackTrace = (target, constructorOpt) => {
  globalThis.captures++
  captureStackTrace(target, constructorOpt)
}
