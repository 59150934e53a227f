#!/usr/bin/env node
import { baseline } from './baseline-command'
import { check } from './check-command'
import { type Command, Refusal, version } from './command'
import { explain } from './explain-command'
import { fix } from './fix-command'
import { list } from './list-command'
import { runProgram, UnknownCommand } from './run-program'
import { sarif } from './sarif-command'
import { suggestionFor } from './suggestion'
import { view } from './view-command'

const commands: Readonly<Record<string, Command>> = { view, list, fix, check, baseline, sarif, explain }

const usage = `Usage: headers-trace [OPTIONS OF NODE] PROGRAM [ARGUMENTS...]

  Runs a Node program and names both lines when it responds twice to a request.
  The same as: node --require headers-trace/register PROGRAM [ARGUMENTS...]

  headers-trace COMMAND [ARGUMENTS...]

    Runs any other command, such as npm start or next dev, with headers-trace in
    every Node process that it starts.

${Object.values(commands)
  .map(command => command.usage)
  .join('\n')}
  --help     shows this help
  --version  shows the version

Use -- before a program or command that is named like one of these:
headers-trace -- view

Environment variables:

  HEADERS_TRACE=off                  patch, hook and load nothing
  HEADERS_TRACE_FORMAT=json|line     one JSON object, or one line, for each bug
  HEADERS_TRACE_OUTPUT=FILE          append reports to a file, not stderr
  HEADERS_TRACE_BUDGET=full|PERCENT  share of a core for tracing (default 5)
  HEADERS_TRACE_STRICT=1             exit with 1 instead of 0 after a conflict
  HEADERS_TRACE_BASELINE=FILE        known conflicts, for which strict runs pass
`

/** Runs a command line and gives its exit status: 2 for one that is not understood. */
async function main(args: readonly string[]): Promise<number> {
  const { isHelp, isVersion, isProgram, nodeOptions, rest } = headOf(args)
  if (isHelp) return say(usage)
  if (isVersion) return say(`${version()}\n`)
  const [name, ...others] = rest
  if (name === undefined) throw withoutProgram(nodeOptions)
  const command = isProgram || !Object.hasOwn(commands, name) ? undefined : commands[name]
  if (command === undefined) return runProgram(name, others, nodeOptions)
  if (nodeOptions[0] !== undefined) throw new Refusal(`unknown option '${nodeOptions[0]}'`)
  return runCommand(command, others)
}

/** Options of Node whose value is the next argument. */
const valued =
  /^(?:-r|-C|--(?:require|import|env-file|env-file-if-exists|conditions|loader|experimental-loader|watch-path|title|input-type|disable-warning|redirect-warnings|diagnostic-dir|icu-data-dir|openssl-config))$/

/** Options before the program or command are ours or Node's; those after it are its own. */
function headOf(args: readonly string[]) {
  const nodeOptions: string[] = []
  let index = 0
  for (; index < args.length; index++) {
    const arg = args[index] ?? ''
    if (!arg.startsWith('-') || arg === '-' || arg === '--') break
    const isOurs = /^(?:-h|--help|-v|--version)$/.test(arg)
    if (isOurs) return { ...none, isHelp: /h/.test(arg), isVersion: !/h/.test(arg) }
    nodeOptions.push(arg)
    if (valued.test(arg) && index + 1 < args.length) nodeOptions.push(args[++index] ?? '')
  }
  const isProgram = args[index] === '--'
  return { ...none, isProgram, nodeOptions, rest: args.slice(index + (isProgram ? 1 : 0)) }
}

const none = {
  isHelp: false,
  isVersion: false,
  isProgram: false,
  nodeOptions: [] as readonly string[],
  rest: [] as readonly string[],
}

function withoutProgram(nodeOptions: readonly string[]): Refusal {
  const unknown = nodeOptions.find(
    option => option.startsWith('-') && !process.allowedNodeEnvironmentFlags.has(option.replace(/=.*/s, '')),
  )
  if (unknown !== undefined) return new Refusal(`unknown option '${unknown}'`)
  return new Refusal(['no program or command', nodeOptions.join(' ')].filter(Boolean).join(' after '))
}

function runCommand(command: Command, args: readonly string[]): number | Promise<number> {
  // What follows -- belongs to another command.
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  if (own.includes('--help')) return say(`Usage:\n\n${command.usage}`)
  return command.run(args)
}

function say(text: string): number {
  process.stdout.write(text)
  return 0
}

// The reader of the output may have closed it.
process.stdout.on('error', () => {})

main(process.argv.slice(2)).then(
  status => {
    process.exitCode = status
  },
  error => {
    if (!(error instanceof Refusal)) throw error
    const suggestion =
      error instanceof UnknownCommand ? suggestionFor(error.command, Object.keys(commands)) : ''
    const help = error.isUsage ? ' (see headers-trace --help)' : ''
    process.stderr.write(`headers-trace: ${error.message}${suggestion}${help}\n`)
    process.exitCode = 2
  },
)
