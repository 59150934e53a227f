#!/usr/bin/env node
import { baseline } from './baseline-command'
import { type Command, Refusal, version } from './command'
import { explain } from './explain-command'
import { fix } from './fix-command'
import { list } from './list-command'
import { runProgram, UnknownCommand } from './run-program'
import { sarif } from './sarif-command'
import { suggestionFor } from './suggestion'
import { view } from './view-command'

const commands: Readonly<Record<string, Command>> = { view, list, fix, baseline, sarif, explain }

const usage = `Usage: headers-trace [OPTIONS OF NODE] PROGRAM [ARGUMENTS...]

  Runs a program of Node, and names both lines when it responds to a request twice:
  node --require headers-trace/register PROGRAM [ARGUMENTS...]

  headers-trace COMMAND [ARGUMENTS...]

    Runs any other command, as npm start, tsx app.ts or next dev, with the preload in
    every Node process that it starts.

${Object.values(commands)
  .map(command => command.usage)
  .join('\n')}
  --help
  --version

After -- a name is a program or another command: headers-trace -- view
The switches HEADERS_TRACE_... are in the README.
`

/** Runs a command line and gives its exit status: 2 for one that is not understood. */
async function main(args: readonly string[]): Promise<number> {
  const { isHelp, isVersion, isProgram, nodeOptions, rest } = headOf(args)
  if (isHelp) return say(usage)
  if (isVersion) return say(`${version()}\n`)
  const [name, ...others] = rest
  if (name === undefined) throw new Refusal('no program and no command')
  const command = isProgram || !Object.hasOwn(commands, name) ? undefined : commands[name]
  if (command === undefined) return runProgram(name, others, nodeOptions)
  if (nodeOptions[0] !== undefined) throw new Refusal(`unknown option '${nodeOptions[0]}'`)
  return runCommand(command, others)
}

/** Options of Node that are followed by a value of theirs. */
const valued =
  /^(?:-r|-C|--(?:require|import|env-file|env-file-if-exists|conditions|loader|experimental-loader|watch-path|title|input-type|disable-warning|redirect-warnings|diagnostic-dir|icu-data-dir|openssl-config))$/

/** What comes before the program or the command is ours or Node's, what comes after it is its own. */
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

function runCommand(command: Command, args: readonly string[]): number {
  if (args.includes('--help')) return say(`Usage:\n\n${command.usage}`)
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
    process.stderr.write(`headers-trace: ${error.message}${suggestion} (see headers-trace --help)\n`)
    process.exitCode = 2
  },
)
