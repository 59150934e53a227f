import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

/** What a package says of itself. */
export interface PackageDescription {
  /** Its name and version, `express@5.3.0`. */
  readonly package: string
  /** The packages that it needs. */
  readonly dependencies: readonly string[]
  /** Whether it is not installed, but the author's own: a package of a workspace, or a link to a folder elsewhere. */
  readonly isLinked: boolean
}

/**
 * Reads the `package.json` in a folder: an alias is installed under a name of its own, and it has the real one.
 *
 * @param name what the package is called where there is no such file: it was bundled, or has gone.
 */
export function packageIn(folder: string, name: string): PackageDescription {
  const isLinked = isLink(folder)
  try {
    const found: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const { name: own, version, dependencies } = found as Record<string, unknown>
    const text = typeof own === 'string' ? own : name
    return {
      package: typeof version === 'string' ? `${text}@${version}` : text,
      dependencies: Object.keys(dependencies ?? {}),
      isLinked,
    }
  } catch {
    return { package: name, dependencies: [], isLinked }
  }
}

function isLink(folder: string): boolean {
  // pnpm copies packages of a workspace into folders whose names say so.
  if (/[\\/]\.pnpm[\\/][^\\/]*@file\+/.test(folder)) return true
  try {
    return !/[\\/]node_modules[\\/]/.test(realpathSync(folder))
  } catch {
    return false
  }
}
