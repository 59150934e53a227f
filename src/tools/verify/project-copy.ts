import {
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  realpathSync,
  rmSync,
  type Stats,
  symlinkSync,
  utimesSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { linkAllPackages, namesIn } from './linked-packages'
import { addWorkTree, pathsIn, pruneWorkTrees, rootOfPackage, rootOfRepository } from './project-root'

/** A copy of a project as it is on the disk, in which edits can be tried. */
export interface ProjectCopy {
  /** The folder in the copy that stands for the one the copy was made from. */
  readonly directory: string
  /** Removes the copy, and what git knows of it. */
  remove(): void
}

/**
 * Copies the project that a folder belongs to. Where there is git, what it tracks, what it does not know and what it ignores, in
 * a work tree of its own; else all. The installed packages are linked.
 */
export function copyProject(folder: string): ProjectCopy {
  const directory = realpathSync(folder)
  const repository = rootOfRepository(directory)
  const root = repository ?? rootOfPackage(directory)
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'headers-trace-verify-')))
  const copy = join(parent, basename(root) || 'project')
  const remove = () => {
    // A process may write once more before it is killed.
    rmSync(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
    if (repository !== null) pruneWorkTrees(repository)
  }
  const isCopied = (path: string) => path !== parent && !/^(node_modules|\.git)$/.test(basename(path))
  try {
    if (repository === null) copyOne(root, copy, isCopied)
    else {
      if (!addWorkTree(repository, copy)) mkdirSync(copy)
      for (const path of pathsIn(repository)) copyOne(join(root, path), join(copy, path), isCopied)
    }
    linkAllPackages(root, copy)
  } catch (error) {
    remove()
    throw error
  }
  return { directory: join(copy, relative(root, directory)), remove }
}

/** Copies a file, a link, or a folder with all in it: a submodule, or a repository that git does not know. */
function copyOne(from: string, to: string, isCopied: (path: string) => boolean): void {
  const stat = statOf(from)
  if (stat === null || !isCopied(from)) return
  if (stat.isDirectory()) {
    mkdirSync(to, { recursive: true })
    for (const name of namesIn(from)) copyOne(join(from, name), join(to, name), isCopied)
    return
  }
  mkdirSync(dirname(to), { recursive: true })
  if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from), to)
  // A socket or a pipe cannot be copied.
  if (!stat.isFile()) return
  copyFileSync(from, to, constants.COPYFILE_FICLONE)
  // An edit is written into the copy of a file that is read-only, too.
  chmodSync(to, stat.mode | 0o200)
  // Whether a file was changed after a report, or a build, goes by its time.
  utimesSync(to, stat.atime, stat.mtime)
}

// A file that git lists may be gone, with its folder.
function statOf(path: string): Stats | null {
  try {
    return lstatSync(path)
  } catch {
    return null
  }
}
