// Runs an example as its user would: starts the program, makes the requests that its marks name, watches what comes out.
import { execFile, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const stories = fileURLToPath(new URL('stories/', import.meta.url))
export const lookAlikes = fileURLToPath(new URL('correct/', import.meta.url))
export const register = join(root, 'dist/register.js')

/** Preloaded before a server, has it end when it is asked to by SIGUSR2 and its work is done. */
export const leaveWhenIdle = fileURLToPath(new URL('leave-when-idle.cjs', import.meta.url))

/** Milliseconds after which a program hangs, and is stopped. */
const hangs = 100_000

/** The names of the stories. */
export const storyNames = () => readdirSync(stories).sort()

/** The names of the correct programs that look like stories. */
export const lookAlikeNames = () => readdirSync(lookAlikes).sort()

/**
 * What an example says of itself: `// first` and `// second` at the end of the lines that its report must name (in the
 * header, `// first: koa` for a package that responds by itself), `// cause: …`, `// hidden: TypeError` for an error behind it, and one
 * `// request: METHOD /path [JSON body]` for each request that shows the bug. Where a request was meant to get something else
 * than it gets first, `// meant: STATUS start of the body` says what. What a plain request cannot show, a
 * `client.js` beside the program does.
 */
export function marksOf(folder) {
  const marks = { first: null, second: null, cause: null, hidden: null, meant: null, requests: [] }
  for (const file of sourcesOf(folder)) {
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .forEach((line, index) => {
        const place = { file, line: index + 1 }
        for (const side of ['first', 'second']) {
          const [, responder] = new RegExp(`^// ${side}: (\\S+)$`).exec(line) ?? []
          if (responder !== undefined) marks[side] = { package: responder }
          else if (new RegExp(`// ${side}(?: //.*)?$`).test(line)) marks[side] = place
        }
        marks.hidden ??= /^\/\/ hidden: (\S+)$/.exec(line)?.[1] ?? null
        marks.cause ??= /^\/\/ cause: (\S+)$/.exec(line)?.[1] ?? null
        const meant = /^\/\/ meant: (\d+) (.+)$/.exec(line)
        if (meant !== null) marks.meant = { status: Number(meant[1]), body: meant[2] }
        const request = /^\/\/ request: (\S+) (\S+)(?: (.+))?$/.exec(line)
        if (request !== null) marks.requests.push({ method: request[1], path: request[2], body: request[3] })
      })
  }
  return marks
}

/**
 * The versions of Node that a folder's program says it needs (`engines.node` of its `package.json`: `>=22`, `<26`), where
 * `version` is none of them; `null` where it runs.
 */
export function neededBy(folder, version = process.versions.node) {
  const { engines } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const needed = engines?.node ?? ''
  const running = Number.parseInt(version, 10)
  const isThere = needed.split(' ').every(bound => {
    const [, sign, major] = /^(>=|<)(\d+)$/.exec(bound) ?? []
    return sign === undefined || (sign === '<' ? running < Number(major) : running >= Number(major))
  })
  return isThere ? null : needed
}

function sourcesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name))
    .map(entry => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .filter(file => !file.includes('node_modules'))
}

/**
 * Starts `app.js` of a folder, makes the requests, asks the server to take no more connections, and waits until nothing is
 * left for the program to do. Its working directory is its folder, unless another is given. Where a line cannot say what
 * is to be requested (a cookie, an upload, two at a time), the folder has a `requests.mjs`, whose default export is called
 * with `ask` and the server's origin.
 *
 * @returns what each request got, what was printed, and how the program ended (`null` when it had to be stopped).
 */
export async function runExample(folder, options = {}) {
  const {
    node = process.execPath,
    args = [],
    directory = folder,
    environment = {},
    requests = marksOf(folder).requests,
  } = options
  const file = join(relative(directory, folder), 'app.js')
  const child = spawn(node, ['--require', leaveWhenIdle, ...args, file], {
    cwd: directory,
    env: { ...process.env, NODE_OPTIONS: '', ...environment, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const watchdog = setTimeout(() => child.kill('SIGKILL'), hangs)
  const output = { stdout: '', stderr: '' }
  const ended = new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
  const listening = new Promise(resolve => {
    for (const name of ['stdout', 'stderr'])
      child[name].setEncoding('utf8').on('data', text => {
        output[name] += text
        const origin = /listening on (\S+)/.exec(output.stdout)?.[1]
        if (origin !== undefined) resolve(origin)
      })
  })
  try {
    const origin = await Promise.race([listening, ended.then(() => undefined)])
    const responses = origin === undefined ? [] : await makeRequests(folder, origin, { node, requests })
    child.kill('SIGUSR2')
    const exitCode = await ended
    return { ...output, responses, exitCode }
  } finally {
    clearTimeout(watchdog)
  }
}

/**
 * Makes the requests of an example to a server that is listening, those of its `requests.mjs` and `client.js` where it has
 * them.
 *
 * @returns what each request got.
 */
export async function makeRequests(folder, origin, options = {}) {
  const { node = process.execPath, requests = marksOf(folder).requests } = options
  const responses = []
  const askNext = async request => {
    const index = responses.push(undefined) - 1
    const response = await ask(origin, request)
    const { status, body, error } = response
    responses[index] = error === undefined ? { status, body } : { error }
    return response
  }
  const make = await requestsOf(folder, requests)
  await make(askNext, origin)
  if (existsSync(join(folder, 'client.js'))) responses.push(await runClient(node, folder, origin))
  return responses
}

async function requestsOf(folder, requests) {
  const file = join(folder, 'requests.mjs')
  if (existsSync(file)) return (await import(pathToFileURL(file).href)).default
  return async ask => {
    for (const request of requests) await ask(request)
  }
}

async function ask(origin, { method, path, body, headers }) {
  const isText = typeof body === 'string'
  try {
    const response = await fetch(origin + path, {
      method,
      body,
      redirect: 'manual',
      headers: { ...(isText && { 'content-type': 'application/json' }), ...headers },
    })
    return { status: response.status, headers: response.headers, body: await response.text() }
  } catch (error) {
    return { error: error.cause?.code ?? error.message, headers: new Headers() }
  }
}

function runClient(node, folder, origin) {
  return new Promise(resolve =>
    execFile(node, ['client.js', origin], { cwd: folder, timeout: hangs }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : error.code, body: stdout + stderr }),
    ),
  )
}
