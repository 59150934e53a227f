import type { OutgoingMessage } from 'node:http'
import { type Method, ownersOf, patchAll, patchMethod, type Undo } from '../../capture/patch'
import { headerOperations, type OwnedOperation } from '../operations'
import type { ConflictWatcher } from '../raw-conflict'
import { targetOf } from '../target'
import { guards } from './guards'
import { type Guarded, runLateOperation } from './late-operation'

/** Watches the operations that Node refuses once the head is sent. */
export function guardHeaders(watcher: ConflictWatcher): Undo {
  return patchAll(
    headerOperations.flatMap(operation => {
      const { owner, name, alias } = operation
      const patches = ownersOf(owner, name).map(
        owner => () => patchMethod(owner, name, method => guard(operation, method, watcher)),
      )
      if (alias === undefined || methodOf(owner, alias) !== methodOf(owner, name)) return patches
      return [...patches, () => patchMethod(owner, alias, () => methodOf(owner, name) as Method)]
    }),
  )
}

function methodOf(owner: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(owner, name)?.value
}

function guard(operation: OwnedOperation, original: Method, watcher: ConflictWatcher): Method {
  const guarded: Guarded<OutgoingMessage> = {
    operation,
    original,
    watcher,
    targetOf,
    isTooLate: code => code === 'ERR_HTTP_HEADERS_SENT',
    // A guard, `late` and `runLate`.
    internalFrames: 3,
  }
  const wrap = guards[operation.name] as (typeof guards)[string]
  return wrap(original, function late(message, args, newTarget, guard) {
    if (newTarget !== undefined) return Reflect.construct(original, args, newTarget)
    return runLateOperation(message, guarded, args, guard)
  })
}
