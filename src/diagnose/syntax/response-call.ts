import { type Call, nameOfCall } from '../../source/syntax-position'

/** The names of methods that end a response or carry its body, in Node and in the frameworks that extend its response. */
const bodyMethods =
  /^(end|write|send|json|jsonp|render|redirect|sendFile|sendfile|sendStatus|download|pipe|view|html|text)$/

/** Whether a call is a method that sends a body. */
export function sendsBody(name: string | null): boolean {
  return name !== null && bodyMethods.test(name)
}

/** Node's own header operations. */
export const headerOperations: ReadonlySet<string> = new Set([
  'setHeader',
  'setHeaders',
  'appendHeader',
  'removeHeader',
])

/** Whether a method changes a header and sends nothing: Node's own, and what frameworks call theirs. */
export function isHeaderMethod(name: string): boolean {
  return (
    headerOperations.has(name) ||
    /^(?!write|flush).*(?:cookie|header)|^(set|header|headers|append|remove|type|contentType|vary|location|attachment|links|etag)$/i.test(
      name,
    )
  )
}

/** The same, or sets the status: `res.status(201)`, `reply.code(201)`. */
export function setsHead(name: string): boolean {
  return isHeaderMethod(name) || /^(status|code)$/.test(name)
}

/** Whether a call hands a response to a stream, which sends it: `file.pipe(res)`, `pipeline(file, res)`. */
export function isPipe(call: Call): boolean {
  return /^(pipe|pipeline|pipeTo|pipeThrough)$/.test(nameOfCall(call) ?? '')
}
