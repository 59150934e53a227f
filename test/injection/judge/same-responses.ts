import type { Response } from '../run/client'

/** Headers that differ from run to run. */
const unsteady = new Set(['date', 'etag', 'last-modified', 'keep-alive'])

/** The indexes of the responses that a client could tell apart: by status, body, headers, and what became of its connection. */
export function differences(some: readonly Response[], others: readonly Response[]): number[] {
  return some.flatMap((response, index) => (faceOf(response) === faceOf(others[index]) ? [] : [index]))
}

function faceOf(response: Response | undefined): string {
  const headers = Object.entries(response?.headers ?? {}).filter(([name]) => !unsteady.has(name))
  const face = { ...response, headers: headers.sort(([one], [other]) => (one < other ? -1 : 1)) }
  // A cookie's last day moves with the clock, and so does what measures it. A new session has a name made by chance, and signed.
  return JSON.stringify(face)
    .replace(/=s%3A[^;"]+/g, '=a session')
    .replace(/expires=[^;"]+/gi, 'expires')
    .replace(/"\d+(\.\d+)? ?[mu]?s"/g, '"a time"')
}

/** Whether a client would say that its connection broke. */
export function isBroken({ error, closed }: Response): boolean {
  return error !== undefined || closed === true
}
