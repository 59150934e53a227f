import type { CallSite } from './call-sites'

/** What made work run later, by Node's word for it: https://nodejs.org/api/async_hooks.html#type */
const words: Readonly<Record<string, string>> = {
  Timeout: 'setTimeout',
  Interval: 'setInterval',
  Immediate: 'setImmediate',
  TickObject: 'process.nextTick',
  Microtask: 'queueMicrotask',
  FSREQCALLBACK: 'file system',
  FSREQPROMISE: 'file system',
  GETADDRINFOREQWRAP: 'DNS look-up',
  GETNAMEINFOREQWRAP: 'DNS look-up',
  QUERYWRAP: 'DNS query',
  TCPCONNECTWRAP: 'connection',
  PIPECONNECTWRAP: 'connection',
  TCPWRAP: 'socket',
  PIPEWRAP: 'pipe',
  TLSWRAP: 'TLS socket',
  UDPWRAP: 'UDP socket',
  WRITEWRAP: 'socket write',
  SHUTDOWNWRAP: 'socket end',
  HTTPCLIENTREQUEST: 'outgoing HTTP request',
  HTTP2STREAM: 'HTTP/2 stream',
  PROCESSWRAP: 'child process',
  MESSAGEPORT: 'message',
  WORKER: 'worker',
  ZLIB: 'zlib',
  SCRYPTREQUEST: 'crypto',
  PBKDF2REQUEST: 'crypto',
  RANDOMBYTESREQUEST: 'crypto',
  FSEVENTWRAP: 'file watcher',
  // What raw-body and others call theirs: https://nodejs.org/api/async_context.html#static-method-asyncresourcebindfn-type-thisarg
  'bound-anonymous-fn': 'AsyncResource',
}

/** Why one part of a way was left and the next began later, in the words that the application's code has for it. */
export function reasonOf(type: string, calls: readonly CallSite[]): string {
  if (type !== 'PROMISE') return words[type] ?? type
  // `catch` and `finally` call `then`; an `await` calls nothing.
  const derived = calls.slice(0, 2).filter(call => call.file === '' && call.typeName === 'Promise')
  const name = derived.at(-1)?.functionName
  return name === undefined || name === null ? 'await' : `promise.${name}`
}
