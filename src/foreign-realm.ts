import { EventEmitter } from 'node:events'
import { runInThisContext } from 'node:vm'
import type { Undo } from './capture/patch'
import type { Options } from './options'
import { collectConflicts } from './report/channels'
import { warn } from './report/output'

/** Whether this code has other globals than Node's own code, as in a Jest test, which runs each file in a `vm` context. */
export function isInForeignRealm(): boolean {
  return !(EventEmitter instanceof Function)
}

/**
 * A module of the copy of this package that runs with Node's own globals, where errors are `instanceof Error` and stacks are V8's.
 * A plain `require` would load the module into this realm.
 *
 * @throws where Node does not have `process.getBuiltinModule`, which came with 20.16 and 22.3.
 */
export function loadInMainRealm<Module>(path: string): Module {
  // `process` may be a copy as well, whose methods lead back to this realm.
  const { createRequire } = (runInThisContext('process') as NodeJS.Process).getBuiltinModule('node:module')
  return createRequire(__filename)(path) as Module
}

/** Lets the copy in Node's realm watch. This copy hears of its conflicts by the channels. */
export function startInMainRealm(options: Options): Undo {
  const stopCollecting = collectConflicts()
  try {
    const undo = loadInMainRealm<{ install(options: Options): Undo }>('./install').install(options)
    return () => {
      undo()
      stopCollecting()
    }
  } catch (error) {
    warn(`cannot watch this process: preload headers-trace/register (${(error as Error).message})`)
    return stopCollecting
  }
}
