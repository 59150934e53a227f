import { isAbsolute, join, relative, sep } from 'node:path'
import { workingDirectory } from '../source/disk'
import type { Sources } from '../source/sources'

/** Whose code it is; `package` with the name and version that its `package.json` gives, `express@5.3.0`, and what it depends on. */
export type Owner =
  | { readonly owner: 'app' }
  | { readonly owner: 'node' }
  | { readonly owner: 'package'; readonly package: string; readonly dependencies?: readonly string[] }

/** What the application is, beside all that is in no `node_modules`. */
export interface ApplicationScope {
  /** The working directory: an application may itself be installed in a `node_modules`. */
  readonly directory?: string
  /** The folder of an installed package that counts as the application, where there is one. */
  readonly program?: string | null
}

/**
 * Whose a file is: a package's where the path to it from the working directory leads through a `node_modules`, else the
 * application's. What is only linked there, and what a tool has written there for a moment, is the application's.
 */
export function ownerOf(
  file: string,
  sources: Pick<Sources, 'packageIn'>,
  { directory = workingDirectory(), program = null }: ApplicationScope = {},
): Owner {
  if (file.startsWith('node:')) return { owner: 'node' }
  const inside = insideOf(file, directory)
  const seen = inside ?? file
  const installed = installedIn(seen)
  if (installed === null) return { owner: 'app' }
  const { name, folder } = installed
  const root = seen === inside ? join(directory, folder) : folder
  if (root === program || insideOf(directory, root) !== null) return { owner: 'app' }
  if (!isAbsolute(root)) return { owner: 'package', package: name }
  const { package: description, dependencies, isLinked } = sources.packageIn(root, name)
  return isLinked ? { owner: 'app' } : { owner: 'package', package: description, dependencies }
}

/** The installed package that a path leads into, and its folder; `null` for one that leads into none. */
export function installedIn(path: string): { readonly name: string; readonly folder: string } | null {
  const parts = path.split(/[\\/]/)
  const start = parts.lastIndexOf('node_modules') + 1
  const first = parts[start]
  if (start === 0 || first === undefined) return null
  if (first.startsWith('.')) return prebuiltIn(parts.slice(start), path)
  const length = first.startsWith('@') ? 2 : 1
  return {
    name: parts.slice(start, start + length).join('/'),
    folder: parts.slice(0, start + length).join(sep),
  }
}

// Folders of tools: Vite keeps its configuration there while it runs, `.vite-temp`, and the packages that it has bundled,
// `.vite/deps_ssr/@nestjs_core.js`. No package has such a name: https://docs.npmjs.com/cli/configuring-npm/package-json#name
function prebuiltIn(below: readonly string[], path: string) {
  const file = below.at(-1) ?? ''
  if (!below.some(part => /^deps(?:_|$)/.test(part))) return null
  const name = file.replace(/\.[cm]?js$/, '').replace(/^(@[^_]+)_/, '$1/')
  return { name, folder: path }
}

/** The path to a file from a directory that it is in; `null` for one that is elsewhere, or no path at all. */
export function insideOf(file: string, directory: string): string | null {
  if (!isAbsolute(file)) return null
  const inside = relative(directory, file)
  return inside === '' || /^\.\.(?:[\\/]|$)/.test(inside) || isAbsolute(inside) ? null : inside
}
