// Reads the results of tests from what a suite prints.
import { fromJson } from './json.mjs'
import { fromSpec } from './spec.mjs'
import { fromTap } from './tap.mjs'

/** The result of each test by its whole title. Those with the same title get a number. */
export function resultsIn(stdout) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours, of which some suites have decided for themselves
  const text = stdout.replace(/\u001b\[[\d;]*m/g, '')
  const tests = fromJson(text) ?? fromTap(text) ?? fromSpec(text) ?? []
  const results = new Map()
  for (const { title, ...result } of tests) {
    let name = title
    for (let number = 2; results.has(name); number++) name = `${title} #${number}`
    results.set(name, result)
  }
  return results
}
