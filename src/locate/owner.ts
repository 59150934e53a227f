import { readFileSync } from 'node:fs'
import { isAbsolute, relative, sep } from 'node:path'
import { workingDirectory } from '../source/disk'

/** Whose code it is; `package` with the name and version that its `package.json` gives, `express@5.3.0`, and what it depends on. */
export type Owner = { readonly owner: 'app' } | { readonly owner: 'node' } | PackageOwner

interface PackageOwner {
  readonly owner: 'package'
  readonly package: string
  readonly dependencies?: readonly string[]
}

/**
 * Whose a file is: a package's where the way to it from the working directory leads through a `node_modules`, else the
 * application's. (Seen from there, because an application may itself be installed in a `node_modules`.)
 */
export function ownerOf(file: string, directory: string = workingDirectory()): Owner {
  if (file.startsWith('node:')) return { owner: 'node' }
  const inside = insideOf(file, directory)
  const seen = inside ?? file
  const parts = seen.split(/[\\/]/)
  const start = parts.lastIndexOf('node_modules') + 1
  const first = parts[start]
  if (start === 0 || first === undefined) return { owner: 'app' }

  const length = first.startsWith('@') ? 2 : 1
  const name = parts.slice(start, start + length).join('/')
  const below = parts.slice(0, start + length).join(sep)
  const root = seen === inside ? `${directory}${sep}${below}` : below
  if (insideOf(directory, root) !== null) return { owner: 'app' }
  return { owner: 'package', ...describe(root, name) }
}

/** The way to a file from a directory that it is in; `null` for one that is elsewhere, or no path at all. */
export function insideOf(file: string, directory: string): string | null {
  if (!isAbsolute(file)) return null
  const inside = relative(directory, file)
  return inside === '' || /^\.\.(?:[\\/]|$)/.test(inside) || isAbsolute(inside) ? null : inside
}

type Description = Omit<PackageOwner, 'owner'>

const described = new Map<string, Description>()

// An alias is installed under a name of its own; `package.json` has the real one.
function describe(root: string, name: string): Description {
  const known = described.get(root)
  if (known !== undefined) return known
  let text = name
  let dependencies: string[] = []
  try {
    const found: { name?: unknown; version?: unknown; dependencies?: unknown } = JSON.parse(
      readFileSync(`${root}${sep}package.json`, 'utf8'),
    )
    if (typeof found.name === 'string') text = found.name
    if (typeof found.version === 'string') text += `@${found.version}`
    dependencies = Object.keys(found.dependencies ?? {})
  } catch {
    // Bundled, or gone: the path's own word must do.
  }
  const description = { package: text, ...(dependencies.length > 0 && { dependencies }) }
  described.set(root, description)
  return description
}
