import type { Conflict } from '../report/conflict'

type Check = (value: unknown) => boolean

const text: Check = value => typeof value === 'string'
const boolean: Check = value => typeof value === 'boolean'
const number: Check = value => Number.isFinite(value)
const count: Check = value => Number.isSafeInteger(value) && (value as number) >= 0
const date: Check = value => text(value) && !Number.isNaN(Date.parse(value as string))
const orNull =
  (check: Check): Check =>
  value =>
    value === null || check(value)
const orNone =
  (check: Check): Check =>
  value =>
    value === undefined || check(value)
const list =
  (check: Check): Check =>
  value =>
    Array.isArray(value) && value.every(check)
const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  value =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([name, check]) => check((value as Record<string, unknown>)[name]))

const position = { line: count, column: count }
const site = shape({
  ...position,
  file: text,
  function: text,
  owner: text,
  package: orNone(text),
  generated: orNone(boolean),
  omitted: orNone(count),
})
const side = {
  operation: text,
  via: text,
  at: orNull(number),
  exact: boolean,
  site: orNull(site),
  path: orNull(list(shape({ reason: orNull(text), frames: list(site) }))),
}

const edits = list(
  shape({ file: text, start: shape(position), end: shape(position), text, before: orNone(text) }),
)

// A later version may have further causes and kinds.
const isConflict = shape({
  schema: value => value === 'headers-trace/1',
  time: date,
  process: shape({ pid: count, thread: count, node: text, directory: orNone(text) }),
  fingerprint: text,
  occurrence: count,
  request: shape({ method: text, path: text, route: orNull(text), age: orNull(number) }),
  kind: text,
  first: shape({ ...side, status: orNull(number) }),
  second: shape({
    ...side,
    header: orNone(text),
    outcome: text,
    code: orNull(text),
    droppedBy: orNone(text),
  }),
  fork: orNull(shape({ function: text, file: text, first: shape(position), second: shape(position) })),
  cause: text,
  evidence: list(text),
  hidden: orNull(shape({ name: text, message: text, site: orNull(site) })),
  message: text,
  fix: shape({
    text,
    edits,
    candidates: orNone(list(shape({ certain: value => value === false, text, edits }))),
  }),
})

/** The conflict that a line of JSON has, or `null` where it has none: another program's line, or a truncated one. */
export function conflictIn(line: string): Conflict | null {
  try {
    const value: unknown = JSON.parse(line)
    return isConflict(value) ? (value as Conflict) : null
  } catch {
    return null
  }
}
