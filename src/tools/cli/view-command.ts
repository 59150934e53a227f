import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { editors, type Opening } from '../view/editor'
import { serveView } from '../view/live-view'
import { viewOf } from '../view/view'
import { type Command, counted, parseArgsOrRefuse, Refusal } from './command'
import { openPage } from './open-page'
import { refuseReplacing, reportsIn, writeResult } from './report-files'
import { suggestionFor } from './suggestion'

/** `headers-trace view`: a page of reports. */
export const view: Command = {
  usage: `  headers-trace view reports.ndjson... [-o FILE.html] [--open] [--editor NAME]
                     [--watch]

    Makes one HTML page of the reports of many processes, each bug once, with
    the source lines of files below this folder.
    Without -o it is headers-trace.html; with -o - it goes to standard output.
    --open opens the page.
    --editor vscode, webstorm or another: positions open in that editor.
    --watch serves the page to this machine until Ctrl-C, and keeps it current.
    (reports: HEADERS_TRACE_FORMAT=json HEADERS_TRACE_OUTPUT=reports.ndjson)
`,
  run: args => {
    const { values, positionals: files } = parseArgsOrRefuse(() =>
      parseArgs({
        args: [...args],
        allowPositionals: true,
        options: {
          output: { type: 'string', short: 'o' },
          open: { type: 'boolean' },
          editor: { type: 'string' },
          watch: { type: 'boolean' },
        },
      }),
    )
    const { output, editor, open: isOpening = false } = values
    if (editor !== undefined && !Object.hasOwn(editors, editor)) {
      const names = Object.keys(editors)
      const suggestion = suggestionFor(editor, names) || `; there are ${names.join(', ')}`
      throw new Refusal(`there is no editor '${editor}'${suggestion}`)
    }
    const opening = { editor: editor ?? null, directory: process.cwd().replaceAll('\\', '/') }
    if (values.watch !== true)
      return write(files, output ?? 'headers-trace.html', editor === undefined ? null : opening, isOpening)
    if (output !== undefined) throw new Refusal('--watch writes no file: leave out -o')
    return watch(files, opening, isOpening)
  },
}

function write(
  files: readonly string[],
  output: string,
  opening: Opening | null,
  isOpening: boolean,
): number {
  refuseReplacing(files, output)
  const reports = reportsIn('view', files)
  const bugs = `${counted(reports.bugs.length, 'bug')} in ${counted(reports.reports, 'report')}`
  const processes = counted(reports.processes, 'process', 'processes')
  // The page holds what the reports hold, and they are readable by their user alone.
  writeResult(output, viewOf(reports, { opening }), `${bugs} of ${processes}`, 0o600)
  if (isOpening && output !== '-') openPage(resolve(output))
  return 0
}

/** Serves the page until a signal, then exits with 0. */
async function watch(files: readonly string[], opening: Opening, isOpening: boolean): Promise<number> {
  if (files.length === 0) throw new Refusal('view needs a file of reports')
  if (files.includes('-')) throw new Refusal('--watch needs files, which it can read again')
  const live = await serveView(files, opening)
  process.stdout.write(`${live.url} shows ${files.join(', ')} until Ctrl-C\n`)
  if (isOpening) openPage(live.url)
  await new Promise<void>(done => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done())
  })
  live.close()
  return 0
}
