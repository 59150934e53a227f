import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

const isSource = (name: string) => /\.[cm]?[jt]sx?$/.test(name) && !/\.d\.[cm]?ts$|\.min\.js$/.test(name)

/** Folders of installed and of generated files. */
const isLeftOut = (name: string) =>
  name.startsWith('.') || /^(node_modules|dist|build|out|coverage|vendor)$/.test(name)

/** The source files that were named, and those below the folders that were. Throws where one is not there. */
export function sourceFilesIn(names: readonly string[]): string[] {
  return [...new Set(names.flatMap(name => (statSync(name).isDirectory() ? filesBelow(name) : [name])))]
}

// Links are not followed, as they may lead back to here.
function filesBelow(folder: string): string[] {
  return entriesOf(folder)
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap(entry => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return isLeftOut(entry.name) ? [] : filesBelow(path)
      return entry.isFile() && isSource(entry.name) ? [path] : []
    })
}

// One that may not be read is passed over, as `grep` does it.
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    process.stderr.write(
      `headers-trace: ${folder} cannot be read (${(error as NodeJS.ErrnoException).code})\n`,
    )
    return []
  }
}

/**
 * Whether the package of a file wants `next()` to be called after a response: restify's handlers do. A package that has Express
 * or Connect as well is taken not to.
 */
export function canGoOnIn(file: string): boolean {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const description = descriptionIn(folder)
    if (description !== null) {
      const { name: own, dependencies = {}, devDependencies = {} } = description
      const has = (name: string) => name === own || name in dependencies || name in devDependencies
      return has('restify') && !has('express') && !has('connect')
    }
    if (folder === dirname(folder)) return false
  }
}

interface PackageDescription {
  readonly name?: string
  readonly dependencies?: object
  readonly devDependencies?: object
}

function descriptionIn(folder: string): PackageDescription | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  } catch {
    return null
  }
}
