import { codeFrame, type Mark } from '../../report/pretty/code-frame'
import type { Paint } from '../../report/pretty/paint'
import { shownPosition } from '../../report/pretty/shown-position'
import { wrap } from '../../report/pretty/terminal-text'
import { escapeUnsafe } from '../../report/printable'
import type { CheckedFinding } from './check-files'

/** A finding for people: both lines in their code, and how the function goes on between them. */
export function prettyFinding(finding: CheckedFinding, columns: number, paint: Paint): string {
  const { first, second, lines, cause, path, fix } = finding
  const isSame = first.site.line === second.site.line && first.site.column === second.site.column
  const marks: Mark[] = [
    {
      ...first.site,
      label: isSame ? 'first, and second: again here' : 'first: sent here',
      paint: paint.first,
    },
    { ...second.site, label: 'second: reached from there', paint: paint.second },
  ].map(({ line, column, label, paint }) => ({ line, column, label, paint }))
  const row = (label: string, text: string) =>
    wrap(escapeUnsafe(text), columns - 11).map((line, index) =>
      index === 0 ? `  ${paint.strong(label.padEnd(7))} ${line}` : `${' '.repeat(10)}${line}`,
    )
  const steps = path.map(({ line, text }) => `${text} (:${line})`)
  const block = [
    `  ${paint.strong(paint.position(shownPosition(second.site), second.site))}`,
    ...codeFrame(lines, isSame ? marks.slice(0, 1) : marks, columns - 2, paint.quiet).map(line => ` ${line}`),
    '',
    ...row('cause', cause),
    ...(steps.length === 0 ? [] : row('path', steps.join(', then '))),
    ...row('fix', fix.text),
  ]
  return `\n${block.join('\n')}\n`
}
