import type { Conflict } from '../../report/conflict'
import { nameLengthAt, numbersAround, sharedIndent } from '../../report/pretty/source-lines'
import { pageFile } from './page-paths'
import { asReported, type Source, type SourceOf } from './reported-source'
import { type Kind, tokensOf } from './tokens'

type SideName = 'first' | 'second'

/** A piece of a line, and which side points at it. */
export interface Piece {
  readonly text: string
  readonly kind: Kind
  readonly side: SideName | null
}

/** Lines of source around one site, or around both where they are near each other. */
export interface Excerpt {
  readonly file: string
  readonly sides: readonly { readonly side: SideName; readonly line: number; readonly column: number }[]
  /** Empty where the source is not at hand, or not as it was. */
  readonly lines: readonly { readonly number: number; readonly pieces: readonly Piece[] }[]
  /** Why there are no lines. */
  readonly missing: 'not at hand' | 'changed' | 'made from it' | null
}

/** Lines shown before the first mark and after the last. */
const context = 3

/** Lines between two marks up to which one excerpt shows both. */
const near = 8

/** Characters of a line that are shown. A line may be a whole minified program. */
const maxLineLength = 240

/** The sources of both sides of a conflict. A side without a line of the application has none. */
export function excerptsOf(conflict: Conflict, sourceOf: SourceOf): Excerpt[] {
  const sites = (['first', 'second'] as const).flatMap(side => {
    const { site } = conflict[side]
    return site === null
      ? []
      : [{ side, file: site.file, shown: pageFile(site), line: site.line, column: site.column }]
  })
  const [one, other] = sites
  const isTogether = one !== undefined && one.file === other?.file && Math.abs(one.line - other.line) <= near
  return (isTogether ? [sites] : sites.map(site => [site])).map(sides => {
    const { file, shown } = sides[0] ?? { file: '', shown: '' }
    const source = asReported(conflict, file, sourceOf)
    if (source !== null) return { file: shown, sides, lines: linesAround(source, sides), missing: null }
    const isGenerated = sides.some(({ side }) => conflict[side].site?.generated === true)
    const missing = isGenerated ? 'made from it' : sourceOf(file) === null ? 'not at hand' : 'changed'
    return { file: shown, sides, lines: [], missing }
  })
}

function linesAround({ lines }: Source, sides: Excerpt['sides']): Excerpt['lines'] {
  const marked = sides.map(({ line }) => line)
  const numbers = numbersAround(lines, marked, context)
  const indent = sharedIndent(numbers.map(number => lines[number - 1] ?? ''))
  return numbers.map(number => ({
    number,
    pieces: piecesOf(
      lines[number - 1] ?? '',
      indent,
      sides.filter(({ line }) => line === number),
    ),
  }))
}

function piecesOf(line: string, indent: number, sides: Excerpt['sides']): Piece[] {
  const spans = sides.map(({ side, column }) => {
    return { side, start: column - 1, end: column - 1 + nameLengthAt(line, column - 1) }
  })
  const sideAt = (index: number) =>
    // Where both point at one call, the second wins.
    spans.findLast(({ start, end }) => start <= index && index < end)?.side ?? null
  const edges = spans.flatMap(({ start, end }) => [start, end])

  const window = windowOf(line, indent, spans[0]?.start ?? indent)
  const pieces: Piece[] = []
  let at = 0
  for (const { kind, text } of tokensOf(line)) {
    const [start, end] = [at, at + text.length]
    at = end
    const cuts = [start, ...edges.filter(edge => edge > start && edge < end), end].sort((a, b) => a - b)
    for (const [index, from] of cuts.slice(0, -1).entries()) {
      const [left, right] = [Math.max(from, window.from), Math.min(cuts[index + 1] ?? end, window.to)]
      if (left < right) pieces.push({ text: line.slice(left, right), kind, side: sideAt(left) })
    }
  }
  const cut = { text: '…', kind: 'comment', side: null } as const
  return [...(window.from > indent ? [cut] : []), ...pieces, ...(window.to < line.length ? [cut] : [])]
}

function windowOf(line: string, indent: number, mark: number): { from: number; to: number } {
  if (line.length - indent <= maxLineLength) return { from: indent, to: line.length }
  const from = Math.max(indent, mark - Math.floor(maxLineLength / 3))
  return { from, to: Math.min(line.length, from + maxLineLength) }
}
