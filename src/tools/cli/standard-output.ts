import { isatty } from 'node:tty'
import { terminalOf } from '../../options'
import { type Paint, paintOf } from '../../report/pretty/paint'

/** How a command prints: the columns and the colours that standard output has. */
export function standardOutput(): {
  readonly columns: number
  readonly isColoured: boolean
  readonly paint: Paint
} {
  const { columns, isColoured } = terminalOf('stdout', undefined, isatty(1), process.stdout.columns)
  return { columns, isColoured, paint: paintOf(isColoured) }
}
