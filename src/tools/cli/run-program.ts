import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { join, resolve } from 'node:path'
import { isatty } from 'node:tty'
import { preloadingEnvironment } from '../../options'
import { Refusal } from './command'
import { passMessages, stdioOf } from './message-passing'

const register = join(__dirname, '../../../register.js')

/** Signals that may be meant for the program. */
const passed = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGBREAK'] as const

/** Signals that a terminal sends to the whole foreground group, the program included. */
const ofTerminal: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGBREAK']

/**
 * Runs a program of Node, or any other command, under the preload, and ends as it does: with its exit code, or by the signal
 * that ended it.
 *
 * @param nodeOptions options of Node itself, for a program of Node.
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<number> {
  const child = isThere(file) ? startProgram(file, args, nodeOptions) : startCommand(file, args, nodeOptions)
  const stop = passSignals(signal => child.kill(signal))
  passMessages(child)
  const [code, signal]: [number | null, NodeJS.Signals | null] = await ended(child, file)
  stop()
  if (signal === null) return code ?? 1
  process.kill(process.pid, signal)
  // The signal does not end this process. A shell would report it by this number.
  return 128 + constants.signals[signal]
}

function startProgram(file: string, args: readonly string[], nodeOptions: readonly string[]): ChildProcess {
  // A name that begins with a dash would be an option.
  const program = file.startsWith('-') ? `./${file}` : file
  return spawn(process.execPath, [...nodeOptions, '--require', register, program, ...args], stdioOf())
}

// `npm start`, `tsx app.ts`: every Node process that it starts gets the preload from its environment.
function startCommand(
  command: string,
  args: readonly string[],
  nodeOptions: readonly string[],
): ChildProcess {
  const [option] = nodeOptions
  if (option !== undefined)
    throw new Refusal(`'${option}' is an option of Node, and '${command}' is not a Node program`)
  // On Windows many commands are scripts, which only a shell runs.
  const shell = process.platform === 'win32'
  return spawn(command, args, { ...stdioOf(), ...preloadingEnvironment(register), shell })
}

async function ended(child: ChildProcess, file: string): Promise<[number | null, NodeJS.Signals | null]> {
  try {
    return (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw isMissing
      ? new UnknownCommand(file)
      : new Refusal(`cannot run ${file}: ${(error as Error).message}`)
  }
}

/** There is neither a file nor a command of that name. */
export class UnknownCommand extends Refusal {
  readonly command: string

  constructor(command: string) {
    super(`no such program or command: ${command}`)
    this.command = command
  }
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
