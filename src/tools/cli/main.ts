#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { baseline } from './baseline-command'
import { type Command, Refusal, version } from './command'
import { explain } from './explain-command'
import { fix } from './fix-command'
import { list } from './list-command'
import { runProgram } from './run-program'
import { sarif } from './sarif-command'
import { view } from './view-command'

const commands: Readonly<Record<string, Command>> = { view, list, fix, baseline, sarif, explain }

const usage = `Usage: headers-trace PROGRAM [ARGUMENTS...]

  Runs a program, and names both lines when it responds to a request twice:
  node --require headers-trace/register PROGRAM [ARGUMENTS...]

${Object.values(commands)
  .map(command => command.usage)
  .join('\n')}
  --help
  --version

A program that is called as a command is begins with its folder: headers-trace ./view
Options of Node itself go into NODE_OPTIONS; HEADERS_TRACE_... switches are in the README.
`

/** Runs a command line and gives its exit status: 2 for one that is not understood. */
async function main(args: readonly string[]): Promise<number> {
  const { isHelp, isVersion, isProgram, rest } = headOf(args)
  if (isHelp) return say(usage)
  if (isVersion) return say(`${version()}\n`)
  const [name, ...others] = rest
  if (name === undefined) throw new Refusal('no program and no command')
  const command = isProgram || !Object.hasOwn(commands, name) ? undefined : commands[name]
  return command === undefined ? runProgram(name, others) : runCommand(command, others)
}

/** What comes before the program or the command is ours, what comes after it is its own. */
function headOf(args: readonly string[]) {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } },
  })
  const end = tokens.find(token => token.kind !== 'option')
  const options = tokens.flatMap(token => (token.kind === 'option' && isBefore(token, end) ? token : []))
  const unknown = options.find(({ name }) => name !== 'help' && name !== 'version')
  if (unknown !== undefined)
    throw new Refusal(`unknown option '${unknown.rawName}'; those of Node itself go into NODE_OPTIONS`)
  const isProgram = end?.kind === 'option-terminator'
  return {
    isHelp: options.some(({ name }) => name === 'help'),
    isVersion: options.some(({ name }) => name === 'version'),
    isProgram,
    rest: end === undefined ? [] : args.slice(end.index + (isProgram ? 1 : 0)),
  }
}

function isBefore(token: { index: number }, end: { index: number } | undefined): boolean {
  return end === undefined || token.index < end.index
}

function runCommand(command: Command, args: readonly string[]): number {
  if (args.includes('--help')) return say(`Usage:\n\n${command.usage}`)
  return command.run(args)
}

function say(text: string): number {
  process.stdout.write(text)
  return 0
}

// Whoever reads what we print may have had enough.
process.stdout.on('error', () => {})

main(process.argv.slice(2)).then(
  status => {
    process.exitCode = status
  },
  error => {
    if (!(error instanceof Refusal)) throw error
    process.stderr.write(`headers-trace: ${error.message} (see headers-trace --help)\n`)
    process.exitCode = 2
  },
)
