import { readFileSync } from 'node:fs'
import { Refusal } from './refusal'

/** The text of a file that was named on the command line. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Refusal(`cannot read ${file}: ${(error as Error).message}`)
  }
}
