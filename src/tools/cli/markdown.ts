import { stripVTControlCharacters } from 'node:util'
import type { Paint } from '../../report/pretty/paint'
import { widthOf } from '../../report/pretty/terminal-text'

/**
 * Markdown as it reads well in a terminal: paragraphs wrapped, code set in, marks as colours. Without colours code keeps
 * its marks.
 */
export function forTerminal(markdown: string, columns: number, paint: Paint | null): string {
  const blocks = markdown.replace(/<!--[\s\S]*?-->\n*/g, '').split(/^(```[\s\S]*?^```$)/m)
  return blocks
    .flatMap(block => (block.startsWith('```') ? codeOf(block) : paragraphsOf(block, columns, paint)))
    .join('\n\n')
}

function codeOf(block: string): string {
  const lines = block.split('\n').slice(1, -1)
  return lines.map(line => (line === '' ? '' : `    ${line}`)).join('\n')
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
