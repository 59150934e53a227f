import * as fs from 'node:fs'
import { resolve } from 'node:path'
import { inspect } from 'node:util'
import { LineWriter } from './line-writer'
import { escapeUnsafe } from './printable'

// Taken at load, so that it writes where it should when an application replaces them.
const { closeSync, constants, fstatSync, openSync, readSync, statSync, writeSync } = fs

/** Where report text goes. Nothing here throws, and none of it waits for a slow reader but `flush`. */
export interface Output {
  /** Writes whole lines, in their order; later, where the reader is slow. */
  write(text: string): void
  /** Waits, within bounds, until all is written. For the end of the process. */
  flush(): void
  close(): void
}

/** Standard error, by its descriptor: the stream of the application stays as it is. One, as the process has one. */
export const stderr: Output = outputTo(
  new LineWriter({
    writeSome: bytes => writeToStderr(bytes),
    // Where standard error is closed, there is no place to say why.
    onError: () => {},
    onLost: reportLost,
  }),
)

/** Writes one line about this package itself to standard error. */
export function warn(line: string): void {
  stderr.write(`headers-trace: ${escapeUnsafe(line)}\n`)
}

/** Writes an error of the application with its stack, to standard error. */
export function warnOfError(line: string, error: unknown): void {
  const lines = `${line} ${inspected(error)}`.split('\n')
  stderr.write(`headers-trace: ${lines.map(escapeUnsafe).join('\n')}\n`)
}

// It may have properties that throw when they are read.
function inspected(error: unknown): string {
  try {
    return inspect(error)
  } catch {
    return 'an error that cannot be printed'
  }
}

/**
 * The output that the setting names: `stderr`, or a file that is appended to, created with mode 0600. A file that cannot
 * be opened or written is reported once, and standard error stands in for it.
 */
export function outputFor(output: string, onTrouble: (line: string) => void): Output {
  if (output === 'stderr') return stderr
  // Where it leads from now, whatever the working directory becomes.
  const path = resolve(output)
  let descriptor: number | undefined
  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }
  const giveUp = (error: unknown) => {
    onTrouble(`cannot write to ${output} (${(error as Error).message}); reports go to stderr`)
    close()
  }
  const writer = new LineWriter({
    writeSome: bytes => writeSync(descriptor as number, bytes),
    onError: (error, unwritten) => {
      giveUp(error)
      stderr.write(unwritten)
    },
    onLost: reportLost,
  })
  try {
    descriptor = open(path)
  } catch (error) {
    giveUp(error)
  }
  return {
    write: text => {
      if (descriptor === undefined) return stderr.write(text)
      descriptor = reopened(descriptor, path)
      writer.write(text)
    },
    flush: () => {
      writer.flush()
      stderr.flush()
    },
    close,
  }
}

function outputTo(writer: LineWriter): Output {
  return { write: text => writer.write(text), flush: () => writer.flush(), close: () => {} }
}

function reportLost(count: number): void {
  warn(`${count} reports were not written, as their reader was too slow`)
}

/**
 * Writes to standard error without waiting for its reader, where that can be. A pipe that others have open may block, and
 * it is theirs to say whether it does: on Linux its name under `/proc` gives one that does not, for this process alone.
 * https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html
 */
function writeToStderr(bytes: Uint8Array): number {
  const pipe = openOwnPipe()
  if (pipe === undefined) return writeSync(2, bytes)
  try {
    return writeSync(pipe, bytes)
  } finally {
    // Kept open, it would keep a reader waiting for the end when the application has closed its own.
    closeSync(pipe)
  }
}

function openOwnPipe(): number | undefined {
  try {
    return fstatSync(2).isFIFO()
      ? openSync('/proc/self/fd/2', constants.O_WRONLY | constants.O_NONBLOCK)
      : undefined
  } catch {
    // Another system, another owner, or no reader.
    return undefined
  }
}

// A pipe without a reader is refused at once; opening it would otherwise wait for a reader.
const appending = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0)

function open(path: string): number {
  const descriptor = openSync(path, appending, 0o600)
  if (endsWithinLine(path)) writeSync(descriptor, '\n')
  return descriptor
}

// On a full disk, or where a process was killed, the last line may be a half one.
function endsWithinLine(path: string): boolean {
  let reading: number | undefined
  try {
    const { size } = statSync(path)
    if (!statSync(path).isFile() || size === 0) return false
    reading = openSync(path, 'r')
    const last = new Uint8Array(1)
    return readSync(reading, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a
  } catch {
    return false
  } finally {
    if (reading !== undefined) closeSync(reading)
  }
}

// A file that was deleted or rotated away is begun anew, unless that is not allowed: its descriptor still takes what we write.
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
