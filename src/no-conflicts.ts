import { optionsFromEnvironment } from './options'
import { knownIn } from './report/baseline'
import { takeConflicts } from './report/channels'
import { warnOnce } from './report/own-warning'

/**
 * Throws an error that says in a sentence what happened and what to do, where there was a conflict since the last call of this or
 * of `takeConflicts()`. Those in the baseline, `HEADERS_TRACE_BASELINE`, do not count. In `afterEach` it fails the test that just ran:
 *
 *     import { assertNoConflicts, install } from 'headers-trace'
 *     install()
 *     afterEach(assertNoConflicts)
 */
export function assertNoConflicts(): void {
  const error = errorOfConflicts(assertNoConflicts)
  if (error !== undefined) throw error
}

/** A test, of the kind that takes a callback or of the kind that does not. */
type Test<Context> = (this: Context, done: (error?: unknown) => void) => unknown

/**
 * The same test, which fails if there was a conflict while it ran. For mocha, where a hook that fails ends the run:
 *
 *     exports.mochaHooks = {
 *       beforeEach() {
 *         this.currentTest.fn = withoutConflicts(this.currentTest.fn)
 *       },
 *     }
 */
export function withoutConflicts<Context>(test: Test<Context>): Test<Context> | (() => Promise<unknown>) {
  // Runners tell the two kinds by their length.
  if (test.length > 0) {
    const withCallback: Test<Context> = function (done) {
      return test.call(this, error => done(error ?? errorOfConflicts(withCallback)))
    }
    return withCallback
  }
  return async function (this: Context) {
    await test.call(this, () => {})
    assertNoConflicts()
  }
}

function errorOfConflicts(caller: (...args: never[]) => unknown): Error | undefined {
  const known = knownIn(optionsFromEnvironment(() => {}).baseline, warnOnce)
  const conflicts = takeConflicts().filter(({ fingerprint }) => !known.has(fingerprint))
  if (conflicts.length === 0) return undefined
  const error = new Error(conflicts.map(({ message, fix }) => `${message}\n${fix.text}`).join('\n\n'))
  Error.captureStackTrace(error, caller)
  return error
}
