import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative, sep } from 'node:path'

/** A copy of a project as it is on the disk, in which edits can be tried. */
export interface ProjectCopy {
  /** The folder in the copy that stands for the one the copy was made from. */
  readonly directory: string
  /** Takes the copy away, and what git knows of it. */
  remove(): void
}

/**
 * Copies the project that a folder belongs to: as a work tree of git, with what is changed and what git does not know; where
 * there is no git, all but `node_modules`. The installed packages are linked.
 */
export function copyProject(folder: string): ProjectCopy {
  const directory = realpathSync(folder)
  const repository = rootOfRepository(directory)
  const root = repository ?? rootOfPackage(directory)
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'headers-trace-verify-')))
  const copy = join(parent, basename(root) || 'project')
  const remove = () => {
    rmSync(parent, { recursive: true, force: true })
    if (repository !== null) git(root, 'worktree', 'prune')
  }
  try {
    if (repository !== null) copyWorkTree(root, copy)
    else
      cpSync(root, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true, filter: isOwn })
    for (const packages of packageFoldersIn(root)) linkPackages(packages, root, copy)
  } catch (error) {
    remove()
    throw error
  }
  return { directory: join(copy, relative(root, directory)), remove }
}

function isOwn(path: string): boolean {
  return !/^(node_modules|\.git)$/.test(basename(path))
}

function rootOfRepository(directory: string): string | null {
  try {
    // A repository without a commit has no work tree to give.
    git(directory, 'rev-parse', '--verify', '--quiet', 'HEAD')
    return realpathSync(git(directory, 'rev-parse', '--show-toplevel').trim())
  } catch {
    return null
  }
}

// The workspace's root has the lock file.
function rootOfPackage(directory: string): string {
  const locks = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock']
  for (let folder = directory; dirname(folder) !== folder; folder = dirname(folder))
    if (locks.some(lock => existsSync(join(folder, lock)))) return folder
  for (let folder = directory; dirname(folder) !== folder; folder = dirname(folder))
    if (existsSync(join(folder, 'package.json'))) return folder
  return directory
}

function git(directory: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

function copyWorkTree(root: string, copy: string): void {
  git(root, 'worktree', 'add', '--detach', '--quiet', copy, 'HEAD')
  const listed = (...args: string[]) =>
    git(root, 'ls-files', '-z', ...args)
      .split('\0')
      .filter(Boolean)
  for (const file of listed('--deleted')) rmSync(join(copy, file), { force: true })
  // What is ignored is needed, too: what was built, and settings.
  const changed = listed('--modified', '--others', '--exclude=node_modules')
  for (const file of new Set(changed)) copyOne(join(root, file), join(copy, file))
}

function copyOne(from: string, to: string): void {
  const stat = lstatSync(from, { throwIfNoEntry: false })
  mkdirSync(dirname(to), { recursive: true })
  if (stat?.isFile()) copyFileSync(from, to)
  else if (stat?.isSymbolicLink()) cpSync(from, to, { verbatimSymlinks: true, force: true })
}

/** The outermost `node_modules` of all folders of a project. */
function* packageFoldersIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.name === 'node_modules') yield path
    else if (entry.isDirectory() && entry.name !== '.git') yield* packageFoldersIn(path)
  }
}

/** Links what is in a `node_modules` into the copy. A workspace is linked to its copy. */
function linkPackages(packages: string, root: string, copy: string): void {
  const place = join(copy, relative(root, packages))
  mkdirSync(place, { recursive: true })
  for (const name of readdirSync(packages)) {
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
