import { delimiter, dirname, join } from 'node:path'
import { isatty } from 'node:tty'
import { inspect } from 'node:util'

/** The settings, as `install()` takes them. Each has an environment variable of the same meaning. */
export interface Options {
  /** `HEADERS_TRACE`: `false` leaves everything as it is. Default `true`. */
  enabled: boolean
  /** `HEADERS_TRACE_FORMAT`: for people, one JSON object a line, or one line of text a bug. Default `pretty`. */
  format: 'pretty' | 'json' | 'line'
  /** `HEADERS_TRACE_OUTPUT`: `stderr`, or a file to append to, created with mode 0600. Default `stderr`. */
  output: string
  /**
   * `HEADERS_TRACE_BUDGET`: the share of one core, in percent, that tracing may spend; `full` for every response exact,
   * whatever it costs. Default 5.
   */
  budget: number | 'full'
  /**
   * `HEADERS_TRACE_STRICT`: the process exits with 1, where it would have with 0, if it, or a process that it started, saw a
   * conflict. Default `false`.
   */
  strict: boolean
  /**
   * `HEADERS_TRACE_BASELINE`: a file of known conflicts, as `headers-trace baseline` writes it. They are reported and do not
   * fail a strict run. Default `none`.
   */
  baseline: string
}

interface Setting<T> {
  readonly variable: string
  readonly allowed: string
  readonly fallback: T
  /** The value that a text or an option stands for; `undefined` for one that is not allowed. */
  read(value: unknown): T | undefined
}

const switches = new Map<unknown, boolean>([
  ...(['on', '1', 'true', true] as const).map(value => [value, true] as const),
  ...(['off', '0', 'false', false] as const).map(value => [value, false] as const),
])

const settings: { readonly [Name in keyof Options]: Setting<Options[Name]> } = {
  enabled: {
    variable: 'HEADERS_TRACE',
    allowed: 'on, 1, true, off, 0 or false',
    fallback: true,
    read: value => switches.get(lowerCase(value)),
  },
  format: {
    variable: 'HEADERS_TRACE_FORMAT',
    allowed: 'pretty, json or line',
    fallback: 'pretty',
    read: value => (['pretty', 'json', 'line'] as const).find(format => format === lowerCase(value)),
  },
  output: {
    variable: 'HEADERS_TRACE_OUTPUT',
    allowed: 'stderr or the path of a file',
    fallback: 'stderr',
    read: value => (typeof value === 'string' && value !== '' ? value : undefined),
  },
  budget: {
    variable: 'HEADERS_TRACE_BUDGET',
    allowed: 'full or a percentage from 0 to 100',
    fallback: 5,
    read: value => {
      if (lowerCase(value) === 'full') return 'full'
      const percent = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      return typeof percent === 'number' && percent >= 0 && percent <= 100 ? percent : undefined
    },
  },
  strict: {
    variable: 'HEADERS_TRACE_STRICT',
    allowed: '1, on, true, 0, off or false',
    fallback: false,
    read: value => switches.get(lowerCase(value)),
  },
  baseline: {
    variable: 'HEADERS_TRACE_BASELINE',
    allowed: 'none or the path of a file',
    fallback: 'none',
    read: value => (typeof value === 'string' && value !== '' ? value : undefined),
  },
}

const names = Object.keys(settings) as (keyof Options)[]

/** Gets a line about each value that is not allowed. The default stands in for it. */
export type OnWarning = (line: string) => void

/** The settings that the environment asks for. An empty variable is one that is not set. */
export function optionsFromEnvironment(
  onWarning: OnWarning,
  environment: NodeJS.ProcessEnv = process.env,
): Options {
  const given = names.flatMap(name => {
    const value = environment[settings[name].variable]
    return value === undefined || value === '' ? [] : [[name, value]]
  })
  return read(Object.fromEntries(given), name => settings[name].variable, onWarning)
}

/** The settings given to `install()`, made whole with the environment's and the defaults. */
export function optionsFrom(given: Partial<Options>, onWarning: OnWarning): Options {
  const known = Object.entries(given).filter(([, value]) => value !== undefined)
  return read(
    { ...optionsFromEnvironment(onWarning), ...Object.fromEntries(known) },
    name => `the option ${name}`,
    onWarning,
  )
}

function read(
  given: Record<string, unknown>,
  called: (name: keyof Options) => string,
  onWarning: OnWarning,
): Options {
  const entries = names.map(name => {
    const { read, fallback, allowed } = settings[name]
    if (!Object.hasOwn(given, name)) return [name, fallback]
    const value = read(given[name])
    if (value === undefined)
      onWarning(`${called(name)} is ${printed(given[name])}, not ${allowed}; using ${String(fallback)}`)
    return [name, value ?? fallback]
  })
  return Object.fromEntries(entries) as Options
}

function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.trim().toLowerCase() : value
}

function printed(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : inspect(value, { depth: 0 })
}

/** What report text may use: columns of width, colour, and links. */
export interface Terminal {
  readonly columns: number
  readonly isColoured: boolean
  readonly takesLinks: boolean
}

/**
 * What an output can show, standard error if nothing else is said; which is not asked where it is no terminal, as that makes it. `NO_COLOR` and
 * `FORCE_COLOR` count most (https://no-color.org, https://force-color.org); a pipe is 80 columns wide unless `COLUMNS` says otherwise.
 */
export function terminalOf(
  output: string,
  environment: NodeJS.ProcessEnv = process.env,
  isTerminal: boolean = output === 'stderr' && isatty(2),
  width: number | undefined = isTerminal ? process.stderr.columns : undefined,
): Terminal {
  const known = Math.floor((isTerminal ? width : undefined) ?? Number(environment.COLUMNS))
  return {
    isColoured: hasColour(isTerminal, environment),
    takesLinks: takesLinks(isTerminal, environment),
    columns: known > 0 ? Math.min(Math.max(known, minColumns), maxColumns) : 80,
  }
}

/** Whether a terminal, or what is none, is written to in colour. */
export function hasColour(isTerminal: boolean, environment: NodeJS.ProcessEnv = process.env): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment
  const forced = FORCE_COLOR === undefined ? undefined : !['0', 'false'].includes(FORCE_COLOR)
  return forced ?? (!NO_COLOR && isTerminal && TERM !== 'dumb')
}

/**
 * Whether a terminal takes hyperlinks (OSC 8): those that say by their variables that they do. Over SSH the files are another
 * machine's. `FORCE_HYPERLINK` has the last word, as in https://www.npmjs.com/package/supports-hyperlinks.
 */
export function takesLinks(isTerminal: boolean, environment: NodeJS.ProcessEnv = process.env): boolean {
  const { FORCE_HYPERLINK, TERM = '', TERM_PROGRAM = '', TERM_PROGRAM_VERSION = '', ...others } = environment
  if (FORCE_HYPERLINK !== undefined) return FORCE_HYPERLINK !== '0'
  if (!isTerminal || TERM === 'dumb' || others.SSH_CONNECTION !== undefined || others.CI !== undefined)
    return false
  if (/^(?:xterm-(?:kitty|ghostty)|foot(?:-extra)?|alacritty|contour)$/.test(TERM)) return true
  if (others.WT_SESSION !== undefined || others.DOMTERM !== undefined) return true
  // https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda lists since when.
  if (Number(others.VTE_VERSION) > 5000 || Number(others.KONSOLE_VERSION) >= 210400) return true
  const [major = 0, minor = 0] = TERM_PROGRAM_VERSION.split('.').map(text => Number.parseInt(text, 10))
  const since = linksSince.get(TERM_PROGRAM)
  return since !== undefined && (major > since[0] || (major === since[0] && minor >= since[1]))
}

/** Since which version programs that name themselves in `TERM_PROGRAM` take links. */
const linksSince: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['iTerm.app', [3, 1]],
  ['WezTerm', [20200620, 0]],
  ['vscode', [1, 72]],
  ['ghostty', [1, 0]],
  ['Hyper', [2, 0]],
  ['zed', [0, 0]],
])

/** Columns between which a report is legible. */
const [minColumns, maxColumns] = [40, 400]

/**
 * The environment of a command whose every Node process loads a file first, and which finds the commands of the project's
 * packages.
 *
 * @param file the file's path.
 */
export function preloadingEnvironment(file: string, settings = {}) {
  const { NODE_OPTIONS = '', PATH = '' } = process.env
  const folders = [...parentsOf(process.cwd())].map(folder => join(folder, 'node_modules/.bin'))
  // https://nodejs.org/api/cli.html#node_optionsoptions
  const preload = `--require "${file.replace(/["\\\\]/g, '\\\\$&')}"`
  return {
    env: {
      ...process.env,
      ...settings,
      NODE_OPTIONS: `${NODE_OPTIONS} ${preload}`.trim(),
      PATH: [...folders, PATH].join(delimiter),
    },
  }
}

/** The environment with some variables more, or less: `undefined` leaves one out. */
export function environmentWith(settings: Readonly<Record<string, string | undefined>>) {
  return { env: { ...process.env, ...settings } }
}

function* parentsOf(folder: string): Generator<string> {
  yield folder
  if (dirname(folder) !== folder) yield* parentsOf(dirname(folder))
}

/** The name of the runtime that this is, where it is not Node but calls itself so. */
export function otherRuntime(versions: Readonly<Record<string, string | undefined>> = process.versions) {
  return ['Bun', 'Deno'].find(name => versions[name.toLowerCase()] !== undefined)
}

/** The folder of the repository where this runs in a workflow of GitHub, whose runner reads what is printed. */
export function githubWorkspace(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { GITHUB_ACTIONS, GITHUB_WORKSPACE } = environment
  return GITHUB_ACTIONS === 'true' ? (GITHUB_WORKSPACE ?? process.cwd()) : undefined
}

/** Whether the environment says that nothing is to be patched, hooked or loaded. */
export function isOff(environment: NodeJS.ProcessEnv = process.env): boolean {
  return settings.enabled.read(environment[settings.enabled.variable]) === false
}

/** The environment itself, for what is put into it for processes that this one starts. */
export function environmentOfProcess(): NodeJS.ProcessEnv {
  return process.env
}
