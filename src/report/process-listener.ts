/**
 * Listens to the process. Where the application has ten listeners already, Node would warn of one more that is ours.
 */
export function listen(event: 'exit' | 'uncaughtExceptionMonitor', listener: () => void): void {
  const before = Object.getOwnPropertyDescriptor(process, '_maxListeners')
  const isQuiet = Reflect.defineProperty(process, '_maxListeners', {
    configurable: true,
    enumerable: true,
    writable: true,
    value: 0,
  })
  try {
    process.on(event as 'exit', listener)
  } finally {
    if (before !== undefined) Reflect.defineProperty(process, '_maxListeners', before)
    else if (isQuiet) Reflect.deleteProperty(process, '_maxListeners')
  }
}
