import { EventEmitter } from 'node:events'
import { runInThisContext } from 'node:vm'
import type { Undo } from './capture/patch'
import type { Options } from './options'
import { collectConflicts } from './report/channels'
import { warn } from './report/output'

/** Whether this code runs among other globals than Node's own code does, as in a test of Jest, which runs each file in a `vm` context. */
export function isInForeignRealm(): boolean {
  return !(EventEmitter instanceof Function)
}

/**
 * A module of the copy of this package that runs among Node's own globals, where errors are `instanceof Error` and stacks are what V8
 * gives. A `require` from here would stay where this is.
 *
 * @throws where Node does not have `process.getBuiltinModule`, which came with 20.16 and 22.3.
 */
export function loadInMainRealm<Module>(path: string): Module {
  // `process` here may be a copy, too, that leads back.
  const { createRequire } = (runInThisContext('process') as NodeJS.Process).getBuiltinModule('node:module')
  return createRequire(__filename)(path) as Module
}

/** Has the copy there watch. What has happened is heard here, and seen there. */
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
