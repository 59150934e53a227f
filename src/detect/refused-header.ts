import type { OutgoingMessage } from 'node:http'
import { type Method, patchAll, patchMethod, type Undo } from '../capture/patch'
import { headerOperations, type OwnedOperation } from './operations'
import type { ConflictWatcher } from './raw-conflict'
import { type Guarded, runLate } from './refusal'
import { targetOf } from './target'

/** Watches the operations that Node refuses once the head is sent. */
export function guardHeaders(watcher: ConflictWatcher): Undo {
  return patchAll(
    headerOperations.flatMap(operation => {
      const { owner, name, alias } = operation
      const patch = () => patchMethod(owner, name, method => guard(operation, method, watcher))
      if (alias === undefined || methodOf(owner, alias) !== methodOf(owner, name)) return [patch]
      return [patch, () => patchMethod(owner, alias, () => methodOf(owner, name) as Method)]
    }),
  )
}

function methodOf(owner: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(owner, name)?.value
}

function guard(operation: OwnedOperation, original: Method, watcher: ConflictWatcher): Method {
  const isTooLate = (code: unknown) => code === 'ERR_HTTP_HEADERS_SENT'
  const late: Guarded<OutgoingMessage> = { operation, original, watcher, targetOf, isTooLate }
  return function guarded(this: OutgoingMessage) {
    // biome-ignore-start lint/complexity/noArguments: forwarding `arguments` costs no array
    if (new.target !== undefined) return Reflect.construct(original, arguments, new.target)
    const isSent = Boolean((this as { _header?: unknown })._header)
    if (!isSent) return original.apply(this, arguments as unknown as unknown[])
    return runLate(this, late, arguments, guarded)
    // biome-ignore-end lint/complexity/noArguments: see above
  }
}
