import { closeSync, constants, fstatSync, openSync, statSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { escapeUnsafe } from './printable'

/** Where report text goes. */
export interface Output {
  /** Writes whole lines; gives up, without an error, what cannot be written. */
  write(text: string): void
  close(): void
}

/** Times a full pipe is asked again, and the milliseconds between: a reader that has stopped reading must not stop us. */
const maxRetries = 20
const pause = 5

/** Standard error, by its descriptor: the stream of the application stays as it is. */
export const stderr: Output = {
  write: text => writeAll(2, text),
  close: () => {},
}

/**
 * The output that the setting names: `stderr`, or a file that is appended to, created with mode 0600. A file that cannot
 * be opened or written is reported once, and standard error stands in for it.
 */
export function outputFor(output: string, onTrouble: (line: string) => void): Output {
  if (output === 'stderr') return quietly(stderr)
  // Where it leads from now, whatever the working directory becomes.
  const path = resolve(output)
  let descriptor: number | undefined
  const giveUp = (error: unknown) => {
    onTrouble(`cannot write to ${output} (${(error as Error).message}); reports go to stderr`)
    close()
  }
  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }
  try {
    descriptor = open(path)
  } catch (error) {
    giveUp(error)
  }
  return quietly({
    write: text => {
      if (descriptor !== undefined) {
        try {
          descriptor = reopened(descriptor, path)
          return writeAll(descriptor, text)
        } catch (error) {
          giveUp(error)
        }
      }
      stderr.write(text)
    },
    close,
  })
}

// A pipe that nobody reads is refused at once; opening it would otherwise wait for a reader.
const appending = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0)

function open(path: string): number {
  return openSync(path, appending, 0o600)
}

// A file that was deleted or rotated away is begun anew, unless we may not: its descriptor still takes what we write.
function reopened(descriptor: number, path: string): number {
  try {
    const [held, named] = [fstatSync(descriptor), statSync(path, { throwIfNoEntry: false })]
    if (held.ino === named?.ino && held.dev === named.dev) return descriptor
    const fresh = open(path)
    closeSync(descriptor)
    return fresh
  } catch {
    return descriptor
  }
}

// Where standard error is closed too, nobody can read an error.
function quietly(output: Output): Output {
  const attempt =
    <T extends unknown[]>(operation: (...args: T) => void) =>
    (...args: T) => {
      try {
        operation(...args)
      } catch {}
    }
  return { write: attempt(output.write), close: attempt(output.close) }
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text)
  let written = 0
  let left = maxRetries
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || left-- === 0) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause)
    }
  }
}

/** Writes one line about this package itself to standard error. */
export function warn(line: string): void {
  quietly(stderr).write(`headers-trace: ${escapeUnsafe(line)}\n`)
}
