import type { Conflict } from '../report/conflict'

/** One process's reports of one bug: their count only grows. */
interface Run {
  /** The count that it was first seen with. */
  readonly begin: number
  count: number
  readonly since: string
  until: string
}

/** How often one bug was seen, by the reports of all processes. Those of a file must come in their order. */
export class OccurrenceCount {
  /** By process id and thread, then by file. */
  readonly #byProcess = new Map<string, Map<string, Run[]>>()

  // The number of a process says little: in a container it is often the same after each start. But each counts from 1.
  add(file: string, { process, occurrence, time }: Conflict): void {
    const key = `${process.pid} ${process.thread}`
    const files = this.#byProcess.get(key) ?? new Map<string, Run[]>()
    const runs = files.get(file) ?? []
    this.#byProcess.set(key, files.set(file, runs))
    const last = runs.at(-1)
    if (last !== undefined && occurrence > last.count) {
      last.count = occurrence
      last.until = time
    } else runs.push({ begin: occurrence, count: occurrence, since: time, until: time })
  }

  total(): { occurrences: number; processes: number } {
    const runs = [...this.#byProcess.values()].flatMap(files => joined([...files.values()].flat()))
    return { occurrences: runs.reduce((sum, run) => sum + run.count, 0), processes: runs.length }
  }
}

// A run that does not begin with 1 goes on from another file: the log was rotated.
function joined(runs: readonly Run[]): Run[] {
  const whole: Run[] = []
  for (const run of [...runs].sort((one, other) => compareTimes(one.since, other.since))) {
    const goesOn = (other: Run) => other.count < run.begin && compareTimes(other.until, run.since) <= 0
    const before = run.begin === 1 ? undefined : whole.findLast(goesOn)
    if (before === undefined) whole.push({ ...run })
    else {
      before.count = run.count
      before.until = run.until
    }
  }
  return whole
}

/** Which of two moments, ISO 8601, is the later. */
export function compareTimes(one: string, other: string): number {
  return Date.parse(one) - Date.parse(other)
}
