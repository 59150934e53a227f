// Brings a clone to where things run: dependencies as the lock file says, and a fresh build. Named a workspace, it installs
// no more than building and that workspace take; without one, everything.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = (command, ...args) =>
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })

const [workspace] = process.argv.slice(2)
const installed = `${root}node_modules/.package-lock.json`
/** Names the workspace that an installation is for, where it is not for everything; goes when npm installs anew. */
const part = `${root}node_modules/.part`

if (!isInstalled()) {
  const parts = ['--omit=dev', '--include-workspace-root', '--workspace=.ci', `--workspace=${workspace}`]
  run('npm', 'ci', '--ignore-scripts', '--loglevel=error', ...(workspace === undefined ? [] : parts))
  if (workspace !== undefined) writeFileSync(part, workspace)
}
run(process.execPath, `${root}.ci/build.mjs`)

function isInstalled() {
  if (!existsSync(installed)) return false
  if (statSync(installed).mtimeMs < statSync(`${root}package-lock.json`).mtimeMs) return false
  return !existsSync(part) || readFileSync(part, 'utf8') === workspace
}
