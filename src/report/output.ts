import { closeSync, openSync, writeSync } from 'node:fs'

/** Where report text goes. */
export interface Output {
  /** Writes whole lines; gives up, without an error, what cannot be written. */
  write(text: string): void
  close(): void
}

/** Times a full pipe is asked again, and the milliseconds between: a reader that has stopped reading must not stop us. */
const tries = 20
const pause = 5

/** Standard error, by its descriptor: the stream of the application stays as it is. */
export const stderr: Output = {
  write: text => writeAll(2, text),
  close: () => {},
}

/**
 * The output that the setting names: `stderr`, or a file that is appended to, created with mode 0600. A file that cannot
 * be opened or written is told once, and standard error stands in for it.
 */
export function outputFor(output: string, onTrouble: (line: string) => void): Output {
  if (output === 'stderr') return quietly(stderr)
  let descriptor: number | undefined
  const giveUp = (error: unknown) => {
    onTrouble(`cannot write to ${output} (${(error as Error).message}); reports go to stderr`)
    descriptor = undefined
  }
  try {
    descriptor = openSync(output, 'a', 0o600)
  } catch (error) {
    giveUp(error)
  }
  return quietly({
    write: text => {
      try {
        if (descriptor !== undefined) return writeAll(descriptor, text)
      } catch (error) {
        giveUp(error)
      }
      stderr.write(text)
    },
    close: () => {
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
    },
  })
}

// With standard error closed there is nobody left to tell.
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
  let left = tries
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || left-- === 0) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause)
    }
  }
}
