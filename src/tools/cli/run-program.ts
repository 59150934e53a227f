import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { join, resolve } from 'node:path'
import { isatty } from 'node:tty'
import { Refusal } from './command'

const register = join(__dirname, '../../../register.js')

/** Signals that may be meant for the program. */
const passed = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGBREAK'] as const

/** Those that a terminal sends to everything that runs in it, so that the program has them already. */
const ofTerminal: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGBREAK']

/** Runs a program under the preload, and ends as it does: with its exit code, or by the signal that ended it. */
export async function runProgram(file: string, args: readonly string[]): Promise<number> {
  if (!isThere(file)) throw new Refusal(`there is no program and no command '${file}'`)
  // A name that begins with a dash would be an option.
  const program = file.startsWith('-') ? `./${file}` : file
  const child = spawn(process.execPath, ['--require', register, program, ...args], stdioOf())
  const stop = passSignals(signal => child.kill(signal))
  passMessages(child)
  const [code, signal]: [number | null, NodeJS.Signals | null] = await ended(child)
  stop()
  if (signal === null) return code ?? 1
  process.kill(process.pid, signal)
  // Still here: it is one that we cannot die of. A shell has this number for it.
  return 128 + constants.signals[signal]
}

async function ended(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  try {
    return (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  } catch (error) {
    throw new Refusal(`cannot run ${process.execPath}: ${(error as Error).message}`)
  }
}

// A parent that has given us a channel for messages means the program.
function stdioOf(): SpawnOptions {
  if (process.send === undefined) return { stdio: 'inherit' }
  return { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], serialization: serializationOfParent() }
}

// Node takes the variable out of `process.env` when it starts.
function serializationOfParent(): 'json' | 'advanced' {
  try {
    const isAdvanced = /(?:^|\0)NODE_CHANNEL_SERIALIZATION_MODE=advanced(?:\0|$)/
    return isAdvanced.test(readFileSync('/proc/self/environ', 'utf8')) ? 'advanced' : 'json'
  } catch {
    return 'json'
  }
}

/** Passes messages and the end of the channel on, in both directions. */
function passMessages(child: ChildProcess): void {
  if (process.send === undefined) return
  // An end that has closed meanwhile takes no more.
  const ignore = () => {}
  child.on('message', (message, handle) => {
    if (process.connected) process.send?.(message, handle, {}, ignore)
  })
  process.on('message', (message, handle) => {
    if (child.connected) child.send(message as object, handle as undefined, ignore)
  })
  child.on('disconnect', () => {
    if (process.connected) process.disconnect()
  })
  process.on('disconnect', () => {
    if (child.connected) child.disconnect()
  })
}

function passSignals(pass: (signal: NodeJS.Signals) => void): () => void {
  const isInTerminal = isatty(0)
  const listener = (signal: NodeJS.Signals) => {
    if (!isInTerminal || !ofTerminal.includes(signal)) pass(signal)
  }
  for (const signal of passed) process.on(signal, listener)
  return () => {
    for (const signal of passed) process.removeListener(signal, listener)
  }
}

/** Whether Node would find the program. */
function isThere(file: string): boolean {
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) return true
  try {
    createRequire(__filename).resolve(resolve(file))
    return true
  } catch {
    return false
  }
}
