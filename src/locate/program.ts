import { realpathSync } from 'node:fs'
import { installedIn } from './owner'

/**
 * The folder of the installed package whose program this process runs: `npx`, `npm install --global` and images start an
 * application so. `null` where what runs is in no `node_modules`.
 *
 * @param program what was started, as `process.argv[1]` has it.
 */
export function programFolder(program: string | undefined = process.argv[1]): string | null {
  if (program === undefined) return null
  try {
    return installedIn(realpathSync(program))?.folder ?? null
  } catch {
    return null
  }
}
