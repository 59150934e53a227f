import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** Links the installed packages of a project into its copy. A workspace is linked to its copy. */
export function linkAllPackages(root: string, copy: string): void {
  // Collected before the first is linked: the copy may be inside the project.
  for (const packages of [...packageFoldersIn(root)]) linkPackages(packages, root, copy)
}

/** The outermost `node_modules` of all folders of a project. */
function* packageFoldersIn(folder: string): Generator<string> {
  for (const name of namesIn(folder)) {
    const path = join(folder, name)
    if (name === 'node_modules') yield path
    else if (name !== '.git' && lstatSync(path).isDirectory()) yield* packageFoldersIn(path)
  }
}

/** The names in a folder; none where it may not be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function linkPackages(packages: string, root: string, copy: string): void {
  const place = join(copy, relative(root, packages))
  mkdirSync(place, { recursive: true })
  for (const name of namesIn(packages)) {
    const from = join(packages, name)
    const to = join(place, name)
    if (name.startsWith('@')) linkPackages(from, root, copy)
    else if (!existsSync(to)) symlinkSync(targetOf(from, root, copy), to, 'junction')
  }
}

function targetOf(path: string, root: string, copy: string): string {
  if (!existsSync(path)) return path
  const inside = relative(root, realpathSync(path))
  const isWorkspace = !inside.startsWith('..') && !inside.split(sep).includes('node_modules')
  return isWorkspace ? join(copy, inside) : path
}
