/** Something of the process that is not as it would be without this package. */
export interface ProcessChange {
  /** What is changed: an object and a property of it, or what is subscribed to. */
  readonly what: string
  /** When, and for how long. */
  readonly when: string
  /** The source that does it. */
  readonly by: string
}

const always = 'while the process is watched'
const http2 = 'from the first stream of an HTTP/2 server on'
const followed = 'while work of a response is followed'

/** Everything that the package changes in a process. `test/process-changes.test.ts` holds it against a process. */
export const processChanges: readonly ProcessChange[] = [
  { what: 'OutgoingMessage.prototype._storeHeader', when: always, by: 'capture/first-send.ts' },
  ...['setHeader', 'setHeaders', 'appendHeader', 'removeHeader', '_renderHeaders'].map(name => ({
    what: `OutgoingMessage.prototype.${name}`,
    when: always,
    by: 'detect/refused/late-header-guard.ts',
  })),
  ...['writeHead', 'writeHeader', 'writeInformation'].map(name => ({
    what: `ServerResponse.prototype.${name}`,
    when: always,
    by: 'detect/refused/late-header-guard.ts',
  })),
  ...['write', 'end'].map(name => ({
    what: `OutgoingMessage.prototype.${name}`,
    when: always,
    by: 'detect/refused/late-body-guard.ts',
  })),
  {
    what: 'OutgoingMessage.prototype.headersSent',
    when: always,
    by: 'detect/dropped/headers-sent-check.ts',
  },
  {
    what: 'EventEmitter.prototype.prependListener',
    when: always,
    by: 'detect/pipe-calls.ts',
  },
  {
    what: 'Socket.prototype.setNoDelay',
    when: 'while the process is watched, in Node before 22.17 and 24.2',
    by: 'capture/http2-streams.ts',
  },
  {
    what: "a session's streams.set",
    when: 'for each HTTP/2 session, in Node before 22.17 and 24.2',
    by: 'capture/http2-streams.ts',
  },
  ...['setHeader', 'appendHeader', 'removeHeader', 'writeHead'].map(name => ({
    what: `Http2ServerResponse.prototype.${name}`,
    when: http2,
    by: 'detect/refused/http2-head.ts',
  })),
  ...['write', 'end'].map(name => ({
    what: `Http2ServerResponse.prototype.${name}`,
    when: http2,
    by: 'detect/refused/http2-body.ts',
  })),
  ...['respond', '[proceed]', 'respondWithFD', 'respondWithFile', 'additionalHeaders'].map(name => ({
    what: `ServerHttp2Stream.prototype.${name}`,
    when: http2,
    by: 'detect/refused/http2-head.ts',
  })),
  {
    what: 'process.nextTick',
    when: 'for the moment in which a late body is refused',
    by: 'detect/refused/late-error.ts',
  },
  {
    what: 'Error.stackTraceLimit',
    when: 'for the moment of a capture, or of a refused operation',
    by: 'capture/stack.ts',
  },
  {
    what: 'Error.prepareStackTrace',
    when: 'for the moment in which a stack is read',
    by: 'capture/stack.ts',
  },
  { what: 'an async hook', when: followed, by: 'capture/async-follower.ts' },
  { what: 'promise hooks of V8', when: `${followed}, but in Node 20`, by: 'capture/async-follower.ts' },
  {
    what: 'Promise.prototype[async_id_symbol], [trigger_async_id_symbol]',
    when: 'in Node 20, from the first followed response to the end of the process',
    by: 'capture/promise-symbols.ts',
  },
  {
    what: 'the channel http.server.request.start',
    when: 'while each response is recorded, or a bug is armed',
    by: 'capture/request-start.ts',
  },
  {
    what: 'the channels http.server.response.finish and http2.server.stream.close',
    when: followed,
    by: 'capture/followed-responses.ts',
  },
  { what: 'the channel fastify.initialization', when: always, by: 'detect/dropped/fastify-replies.ts' },
  {
    what: 'Reply.prototype.send of Fastify',
    when: 'from its first instance on, an accessor that returns it',
    by: 'detect/dropped/fastify-replies.ts',
  },
  { what: 'the channel http2.server.stream.created', when: always, by: 'capture/http2-streams.ts' },
  {
    what: 'process.chdir',
    when: 'for good, by Node itself: node:worker_threads is loaded',
    by: 'install.ts',
  },
  {
    what: "listeners on process for 'exit' and 'uncaughtExceptionMonitor'",
    when: 'from the first conflict on',
    by: 'capture/process-listener.ts',
  },
  {
    what: 'a session of node:inspector',
    when: 'for the length of a call that is refused, and when a script is asked for its map',
    by: 'capture/inspector-session.ts',
  },
  {
    what: 'process.env.HEADERS_TRACE_VERDICT',
    when: 'while a strict run is watched',
    by: 'shared-verdict.ts',
  },
  {
    what: 'process.reallyExit',
    when: 'at the end of a strict run that fails',
    by: 'report/exit-code.ts',
  },
  {
    what: "listeners on process for 'exit' and 'beforeExit'",
    when: 'while a strict run is watched',
    by: 'report/exit-code.ts',
  },
  { what: "a refused operation's error.cause", when: 'for each conflict', by: 'report/error-cause.ts' },
]
