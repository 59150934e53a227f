import { realpathSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Refusal } from './refusal'

/**
 * Writes what a command has made of reports into a file, and says in a line what it is; for `-` it goes to standard output.
 *
 * @param mode of a file that is not there yet.
 */
export function writeResult(output: string, text: string, told: string, mode = 0o666): void {
  if (output === '-') {
    process.stdout.write(text)
    return
  }
  try {
    writeFileSync(output, text, { mode })
  } catch (error) {
    throw new Refusal(`cannot write ${output}: ${(error as Error).message}`)
  }
  process.stdout.write(`${output}: ${told}\n`)
}

/** The one path of a file, whatever it was called. */
export function pathOf(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return resolve(file)
  }
}

/** `1 bug`, `2 bugs`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
