import { stripVTControlCharacters } from 'node:util'
import type { Paint } from '../../report/pretty/paint'
import { widthOf, wrap } from '../../report/pretty/terminal-text'

/**
 * Markdown for a terminal: paragraphs wrapped, code indented, marks as colours. Without colours, code keeps its marks.
 */
export function forTerminal(markdown: string, columns: number, paint: Paint | null): string {
  const blocks = markdown.replace(/<!--[\s\S]*?-->\n*/g, '').split(/^(```[\s\S]*?^```$)/m)
  return blocks
    .flatMap(block =>
      block.startsWith('```')
        ? codeOf(block, columns - codeIndent.length)
        : paragraphsOf(block, columns, paint),
    )
    .join('\n\n')
}

/** The indent of code. */
const codeIndent = '  '

function codeOf(block: string, columns: number): string {
  const [fence = '', ...code] = block.split('\n').slice(0, -1)
  const lines =
    fence === '```text' ? reportIn(code, columns) : code.flatMap(line => folded(line, columns, '    '))
  return lines.map(line => (line === '' ? '' : codeIndent + line)).join('\n')
}

// Reports in the docs are wider than most terminals: paths beside each other are put below each other.
function reportIn(lines: readonly string[], columns: number): string[] {
  if (lines.every(line => widthOf(line) <= columns)) return [...lines]
  const from = lines.findIndex(line => /^ +path to .* {2}path to /.test(line))
  if (from === -1) return lines.flatMap(line => folded(line, columns))
  const end = lines.findIndex((line, index) => index > from && line === '')
  const paths = lines.slice(from, end === -1 ? undefined : end)
  const second = paths[0]?.lastIndexOf('path to ') ?? 0
  const stacked = [
    ...paths.map(line => line.slice(0, second).trimEnd()).filter(line => line !== ''),
    '',
    ...paths.map(line => `  ${line.slice(second)}`).filter(line => line.trim() !== ''),
  ]
  const all = [...lines.slice(0, from), ...stacked, ...(end === -1 ? [] : lines.slice(end))]
  return all.flatMap(line => folded(line, columns))
}

// Lines with a deeper indent keep it when wrapped: a label below the code, the words of a cause.
function folded(line: string, columns: number, deeper = ''): string[] {
  if (widthOf(line) <= columns) return [line]
  const [indent = ''] = /^[ \d]*(?:│ *)?(?:[─╰]+ +)?(?:(?:cause|fix) +)?/.exec(line) ?? []
  const hang = indent.replace(/[^ │]/g, ' ') + deeper
  return wrap(line.slice(indent.length), Math.max(columns - hang.length, 12)).map(
    (part, index) => `${index === 0 ? indent : hang}${part}`,
  )
}

function paragraphsOf(text: string, columns: number, paint: Paint | null): string[] {
  const paragraphs = text.split(/\n{2,}/).filter(paragraph => paragraph.trim() !== '')
  return paragraphs.map(paragraph => {
    const [, heading] = /^#+ (.+)/.exec(paragraph.trim()) ?? []
    if (heading !== undefined) return paint?.title(heading) ?? heading
    return wrapped(inline(paragraph.trim().replaceAll('\n', ' '), paint), columns)
  })
}

function inline(text: string, paint: Paint | null): string {
  return text.split(/(`[^`]+`)/).reduce((done, part, index) => {
    if (index % 2 === 1) return done + (paint?.first(part.slice(1, -1)) ?? part)
    return done + emphasised(part, paint)
  }, '')
}

function emphasised(text: string, paint: Paint | null): string {
  const strong = (words: string) => paint?.strong(words) ?? words
  return text
    .replace(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .replace(/\*\*(.+?)\*\*/g, (_, words) => strong(words))
    .replace(/(?<!\w)_(.+?)_(?!\w)/g, (_, words) => strong(words))
}

function wrapped(text: string, columns: number): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trimStart()
    if (widthOf(stripVTControlCharacters(longer)) <= columns) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines.join('\n')
}
