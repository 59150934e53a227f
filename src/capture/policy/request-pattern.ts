/** What requests of one kind have in common: the method, and the parts of their paths, of which `*` stands for any. */
export interface RequestPattern {
  readonly method: string
  readonly parts: readonly string[]
}

/** Parts of a path that are distinguished. */
const maxParts = 16

/** The pattern that a route's key is: `GET /users/*`. */
export function patternOf(key: string): RequestPattern {
  const end = key.lastIndexOf(' ')
  return { method: key.slice(0, end), parts: key.slice(end + 1).split('/', maxParts) }
}

/** Whether all that the other pattern stands for is meant by this one. */
export function covers(pattern: RequestPattern, other: RequestPattern): boolean {
  return (
    isSameShape(pattern, other) &&
    pattern.parts.every((part, index) => part === '*' || part === other.parts[index])
  )
}

/**
 * What both stand for and all that is like them: `/blog/a` and `/blog/b` are of `/blog/*`; `undefined` where they have nothing in common.
 *
 * @param isForced whether to have the method and the length in common is enough.
 */
export function merged(
  one: RequestPattern,
  other: RequestPattern,
  isForced = false,
): RequestPattern | undefined {
  if (!isSameShape(one, other)) return undefined
  const parts = one.parts.map((part, index) => (part === other.parts[index] ? part : '*'))
  const isAlike = parts.some(part => part !== '' && part !== '*')
  return isAlike || isForced ? { method: one.method, parts } : undefined
}

function isSameShape(one: RequestPattern, other: RequestPattern): boolean {
  return one.method === other.method && one.parts.length === other.parts.length
}
