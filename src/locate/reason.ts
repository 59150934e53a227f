import type { CallSite } from '../source/call-site'

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
  HTTPINCOMINGMESSAGE: 'HTTP request',
  HTTP2SESSION: 'HTTP/2 session',
  HTTP2STREAM: 'HTTP/2 stream',
  PROCESSWRAP: 'child process',
  SIGNALWRAP: 'signal',
  MESSAGEPORT: 'message',
  WORKER: 'worker',
  ZLIB: 'zlib',
  SCRYPTREQUEST: 'crypto',
  PBKDF2REQUEST: 'crypto',
  RANDOMBYTESREQUEST: 'crypto',
  HASHREQUEST: 'crypto',
  SIGNREQUEST: 'crypto',
  CIPHERREQUEST: 'crypto',
  DERIVEBITSREQUEST: 'crypto',
  KEYGENREQUEST: 'crypto',
  KEYPAIRGENREQUEST: 'crypto',
  CHECKPRIMEREQUEST: 'crypto',
  RANDOMPRIMEREQUEST: 'crypto',
  FILEHANDLE: 'file system',
  FILEHANDLECLOSEREQ: 'file system',
  DIRHANDLE: 'file system',
  FSEVENTWRAP: 'file watcher',
  STATWATCHER: 'file watcher',
  UDPSENDWRAP: 'UDP socket',
  TTYWRAP: 'terminal',
  STREAM_END_OF_STREAM: 'stream',
  // What raw-body and others call theirs: https://nodejs.org/api/async_context.html#static-method-asyncresourcebindfn-type-thisarg
  'bound-anonymous-fn': 'AsyncResource',
}

// What Node's own code does between one piece of work and the next.
const isBetweenWork =
  /^(process\.nextTick|queueMicrotask|setImmediate|await|promise\..*|DNS look-up|socket (write|end)|stream)$/

// Timers, ticks and promises are handed on by functions of their own, whose callers have asked for it.
const isHandingOn = /^(node:(internal\/)?(timers|process\/task_queues|async_hooks))?$/

const isOfStreams = /^node:(internal\/streams\/|_http_|net$)/

/**
 * Why one part of a path was left and the next began later, in the words that the application's code has for it. Where Node
 * handed the work on for the application, that is what Node did last, of what is not seen between the two parts: a stream
 * of a file begins with `process.nextTick`, but what it waits for is the file system.
 *
 * @param unseen why the parts between them were left, latest first.
 */
export function reasonOf(type: string, calls: readonly CallSite[], unseen: readonly string[] = []): string {
  const reason = wordOf(type, calls)
  const asking = calls.find(call => !isHandingOn.test(call.file))?.file ?? ''
  if (!asking.startsWith('node:')) return reason
  const work = [...unseen, reason].find(word => !isBetweenWork.test(word))
  return work ?? (isOfStreams.test(asking) ? 'stream' : reason)
}

function wordOf(type: string, calls: readonly CallSite[]): string {
  // Its type is the name of the function that is bound.
  if (calls.slice(0, 3).some(call => call.file === 'node:async_hooks' && call.functionName === 'bind'))
    return 'AsyncResource.bind'
  if (type !== 'PROMISE') return words[type] ?? type
  // `catch` and `finally` call `then`; an `await` calls nothing.
  const derived = calls.slice(0, 2).filter(call => call.file === '' && call.typeName === 'Promise')
  const name = derived.at(-1)?.functionName
  return name === undefined || name === null ? 'await' : `promise.${name}`
}
