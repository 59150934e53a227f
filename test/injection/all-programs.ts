import { examplePrograms } from './examples'
import { type Program, programs } from './program'

/** Every correct program that mistakes are put into. */
export function allPrograms(): Program[] {
  return [...programs(), ...examplePrograms()]
}
