// Starts a program in one of the two modes, and waits for its end.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A folder in which that Node is called `node`, for the commands of a suite. */
function folderOfNode(node) {
  const folder = mkdtempSync(join(tmpdir(), 'foreign-node-'))
  symlinkSync(node, join(folder, 'node'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const folders = new Map()

/**
 * Runs a command in the folder of the checkout. The preload comes by `NODE_OPTIONS`, so that every process of the suite
 * has it; reports go to a file of their own.
 */
export async function start({ folder, node, modes, timeout }, mode, [command, ...args]) {
  if (!folders.has(node)) folders.set(node, folderOfNode(node))
  const reports = mkdtempSync(join(tmpdir(), 'foreign-reports-'))
  const output = join(reports, 'reports')
  const child = spawn(command, args, {
    cwd: folder,
    env: {
      HEADERS_TRACE_OUTPUT: output,
      HEADERS_TRACE_FORMAT: 'json',
      ...process.env,
      PATH: [folders.get(node), join(folder, 'node_modules/.bin'), process.env.PATH].join(delimiter),
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --require ${JSON.stringify(modes[mode])}`.trim(),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that nothing of it is left running.
    detached: true,
  })
  const printed = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', text => {
      printed[name] += text
    })
  let hasHung = false
  const end = signal => {
    try {
      process.kill(-child.pid, signal)
    } catch {}
  }
  const watchdog = setTimeout(() => {
    hasHung = true
    end('SIGKILL')
  }, timeout)
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject)
    // What it has started may keep its output open.
    child.once('exit', (...how) => {
      const hurry = setTimeout(() => end('SIGKILL'), 5000)
      child.once('close', () => {
        clearTimeout(hurry)
        resolve(how)
      })
    })
  })
  clearTimeout(watchdog)
  const reported = existsSync(output) ? readFileSync(output, 'utf8').split('\n').length - 1 : 0
  rmSync(reports, { recursive: true, force: true })
  return {
    ...printed,
    ending: hasHung ? 'did not end' : signal === null ? `ended with ${code}` : `was ended by ${signal}`,
    isFine: code === 0 && !hasHung,
    reports: reported,
    warnings: printed.stderr.split('\n').filter(line => line.startsWith('headers-trace: ')),
  }
}
