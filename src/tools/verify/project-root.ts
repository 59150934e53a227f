import { execFileSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { environmentWith } from '../../options'

/** Unsets what git sets for its hooks: with these, every git command would use the original repository. */
export const outsideGit = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_PREFIX: undefined,
}

/** The root of the repository that a folder is in; `null` where there is none, none with a commit, or no git. */
export function rootOfRepository(directory: string): string | null {
  try {
    // Adding a work tree takes a commit.
    git(directory, 'rev-parse', '--verify', '--quiet', 'HEAD')
    return realpathSync(git(directory, 'rev-parse', '--show-toplevel').trim())
  } catch {
    return null
  }
}

/** The root of the workspace, which has the lock file, or of the package that a folder is in. */
export function rootOfPackage(directory: string): string {
  const locks = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock']
  const rootWith = (names: readonly string[]) => {
    for (let folder = directory; dirname(folder) !== folder; folder = dirname(folder))
      if (names.some(name => existsSync(join(folder, name)))) return folder
    return undefined
  }
  return rootWith(locks) ?? rootWith(['package.json']) ?? directory
}

/** All paths that are copied, relative to the root: files, links, and folders that are repositories themselves. */
export function pathsIn(root: string): string[] {
  // Ignored files are needed too: builds and local settings.
  const listed = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude=node_modules')
  return [...new Set(listed.split('\0').filter(Boolean))]
}

/**
 * Adds a work tree without files, so that commands of git work in the copy. What is on the disk is copied into it: a checkout would
 * run filters, and might end lines in another way. Gives whether git could add one.
 */
export function addWorkTree(root: string, copy: string): boolean {
  try {
    git(root, 'worktree', 'add', '--no-checkout', '--detach', '--quiet', copy, 'HEAD')
    git(copy, 'reset', '--quiet')
    return true
  } catch {
    return false
  }
}

/** Makes git forget work trees that are not there any more. */
export function pruneWorkTrees(root: string): void {
  try {
    git(root, 'worktree', 'prune')
  } catch {
    // Without a work tree there is nothing to prune.
  }
}

function git(directory: string, ...args: string[]): string {
  // The project's hooks must not run.
  return execFileSync('git', ['-c', 'core.hooksPath=/dev/null', ...args], {
    cwd: directory,
    encoding: 'utf8',
    ...environmentWith(outsideGit),
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}
