import { deleteProperty, getOwnPropertyDescriptor, tryToDefineProperty } from './builtins'

/**
 * Listens to the process. Where the application has ten listeners already, Node would warn of one more that is ours.
 */
export function listen(
  event: 'exit' | 'beforeExit' | 'uncaughtExceptionMonitor',
  listener: () => void,
): void {
  const before = getOwnPropertyDescriptor(process, '_maxListeners')
  const isQuiet = tryToDefineProperty(process, '_maxListeners', {
    configurable: true,
    enumerable: true,
    writable: true,
    value: 0,
  })
  try {
    process.on(event as 'exit', listener)
  } finally {
    if (before !== undefined) tryToDefineProperty(process, '_maxListeners', before)
    else if (isQuiet) deleteProperty(process, '_maxListeners')
  }
}
