import { apply } from '../../capture/builtins'
import { type Method, ownersOf, patchAll, patchMethod, type Undo } from '../../capture/patch'
import { type Http1Message, http1 } from '../http1-message'
import { headerOperations, type OwnedOperation } from '../operations'
import { compileGuard } from './compiled-guard'
import { runLateHeader } from './header-run'
import { type ConflictWatcher, codeOf, lateRunner } from './late-run'
import { framesOfError, isOfNode, linesOfMethod } from './node-frames'

/** Watches the operations that Node refuses once the head is sent. */
export function guardHeaders(watcher: ConflictWatcher): Undo {
  return patchAll(
    headerOperations.flatMap(operation => {
      const { owner, name, alias } = operation
      const patches = ownersOf(owner, name).map(
        owner => () => patchMethod(owner, name, method => guardOf(operation, method, watcher)),
      )
      if (alias === undefined || methodOf(owner, alias) !== methodOf(owner, name)) return patches
      return [...patches, () => patchMethod(owner, alias, () => methodOf(owner, name) as Method)]
    }),
  )
}

function methodOf(owner: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(owner, name)?.value
}

const tooLate = 'ERR_HTTP_HEADERS_SENT'

function guardOf(operation: OwnedOperation, original: Method, watcher: ConflictWatcher): Method {
  const { name, takesName } = operation
  const source = refusingSourceOf(original, tooLate, { _header: 'sent' })
  const isPlaced = source.lines.length > 0
  const rules = { isTooLate: (code: string) => code === tooLate, isPlaced, isRefusedFirst: isPlaced }
  return compileGuard({
    name,
    original,
    ...source,
    isInTime: `new.target === undefined && this != null && (!this._header${takesName ? ' || typeof arguments[0] !== "string"' : ''})`,
    late: lateRunner<Http1Message>({ operation, original, protocol: http1, watcher }, call =>
      runLateHeader(call, rules),
    ),
  })
}

/** Where a method of Node refuses what comes too late: `standIn` is what only looks like a message that has been sent. */
export function refusingSourceOf(original: Method, code: string, standIn: object) {
  const statement = `throw new ${code}(`
  if (!isOfNode(original, statement)) return { frames: undefined, lines: [] }
  let refusal: unknown
  const frames = framesOfError(() => {
    try {
      apply(original, standIn, ['name', 'value'])
    } catch (error) {
      refusal = error
    }
    return refusal
  })
  const own = frames?.at(-1)
  const isRefusal = own !== undefined && frames?.length === 1 && codeOf(refusal) === code
  const isLine = (text: string) => text.includes(statement)
  const lines = isRefusal ? linesOfMethod(original, own, isLine) : []
  return lines.length > 0 ? { frames, lines } : { frames: undefined, lines: [] }
}
