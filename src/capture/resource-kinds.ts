/**
 * When what Node calls a resource runs:
 * - `soon`: once, before the event loop goes on;
 * - `once`: once, and is sure to, as a file that is read;
 * - `job`: once, where it has an `ondone` when what has made it is done with it; else it has run at once, as `crypto.randomBytes(16)` does;
 * - `first`: is sure to run a first time, and may run again, as a child process;
 * - `any`: at any time or never, as a socket, or what the application calls a resource;
 * - `transport`: for Node's own needs, for the transport of a response to its client.
 */
export type ResourceKind = 'soon' | 'once' | 'job' | 'first' | 'any' | 'transport'

/** Node's words: https://nodejs.org/api/async_hooks.html#type */
const kinds = new Map<string, ResourceKind>([
  ...each('once', [
    'PROMISE',
    'FSREQCALLBACK',
    'FSREQPROMISE',
    'GETADDRINFOREQWRAP',
    'GETNAMEINFOREQWRAP',
    'QUERYWRAP',
    'TCPCONNECTWRAP',
    'PIPECONNECTWRAP',
    'UDPSENDWRAP',
    'PROCESSWRAP',
  ]),
  ...each('job', [
    'PBKDF2REQUEST',
    'SCRYPTREQUEST',
    'RANDOMBYTESREQUEST',
    'RANDOMPRIMEREQUEST',
    'CHECKPRIMEREQUEST',
    'KEYPAIRGENREQUEST',
    'KEYGENREQUEST',
    'KEYEXPORTREQUEST',
    'CIPHERREQUEST',
    'DERIVEBITSREQUEST',
    'HASHREQUEST',
    'SIGNREQUEST',
    'VERIFYREQUEST',
  ]),
  ...each('soon', ['TickObject', 'Microtask']),
  ...each('first', ['HTTPCLIENTREQUEST', 'ZLIB', 'WORKER']),
  ...each('transport', [
    'REQUEST',
    'HTTPINCOMINGMESSAGE',
    'WRITEWRAP',
    'SHUTDOWNWRAP',
    'FILEHANDLE',
    'FILEHANDLECLOSEREQ',
    'DIRHANDLE',
    'ELDHISTOGRAM',
  ]),
])

/** When a resource of that type runs. */
export function kindOf(type: string): ResourceKind {
  return kinds.get(type) ?? 'any'
}

function each(kind: ResourceKind, types: readonly string[]): [string, ResourceKind][] {
  return types.map(type => [type, kind])
}
