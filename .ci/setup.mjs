// Brings a clone to where everything runs: dependencies as the lock file says, and a fresh build.
import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = (command, ...args) =>
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })

const installed = `${root}node_modules/.package-lock.json`
const isInstalled =
  existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs

if (!isInstalled) run('npm', 'ci', '--ignore-scripts', '--loglevel=error')
run(process.execPath, `${root}.ci/build.mjs`)
