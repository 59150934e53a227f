import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'

/**
 * Writes a file over, in place, so that its owner, mode and links stay. Where that fails half-way, as on a full disk, the file has
 * what it had before: a file that is opened to be replaced is empty by then.
 */
export function writeOver(path: string, before: Uint8Array, after: Uint8Array): void {
  const file = openSync(path, 'r+')
  try {
    writeAll(file, after)
  } catch (error) {
    writeAll(file, before)
    throw error
  } finally {
    closeSync(file)
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, done)
  ftruncateSync(file, bytes.length)
}
