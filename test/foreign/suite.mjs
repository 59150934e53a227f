// A whole suite is one command, and prints its results.
import { resultsIn } from './results.mjs'
import { start } from './start.mjs'

/** Runs the command of a suite. */
export function wholeSuite(given, command) {
  return async mode => {
    const { stdout, stderr, ending, isFine, reports, warnings } = await start(given, mode, command)
    const results = resultsIn(stdout)
    // What no test shows: it has crashed, or something is left running.
    const status = isFine ? 'passed' : 'failed'
    results.set('the command', { status, reason: `${ending}\n${stderr.slice(-3000)}` })
    return { results, reports, warnings }
  }
}
