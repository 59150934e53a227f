import type { Options } from '../options'
import type { Reporting } from './reporting'

/**
 * Reporting by the settings that hold when the first conflict comes. The environment may have been filled after the preload: PM2
 * does that in its cluster mode, and so do applications that read a `.env` file.
 *
 * @param now reads the settings again.
 */
export function reportingAtFirst(
  options: Options,
  now: () => Options,
  make: (options: Options) => Reporting,
): Reporting {
  let current: Reporting | undefined = make(options)
  let hasReported = false
  const settle = () => {
    if (hasReported) return
    hasReported = true
    const latest = now()
    const names = Object.keys(options) as (keyof Options)[]
    if (names.every(name => latest[name] === options[name])) return
    current?.close()
    current = latest.enabled ? make(latest) : undefined
  }
  return {
    report: (entry, isEcho) => {
      settle()
      current?.report(entry, isEcho)
    },
    keep: entry => current?.keep(entry),
    conclude: (bugs, dropped) => current?.conclude(bugs, dropped),
    close: () => current?.close(),
  }
}
