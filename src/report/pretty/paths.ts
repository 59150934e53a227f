import type { PathSegment } from '../../locate/async-path'
import type { Frame } from '../../locate/frame'
import type { LocatedSide } from '../../locate/locate'
import { appSiteOf } from '../../locate/site'
import { escapeUnsafe, formatSite } from '../printable'
import type { Paint } from './paint'
import { fill, widthOf } from './terminal-text'

/** Text columns from which the two paths stand side by side. */
const enoughForTwo = 100

/** Text columns between them, at the least. */
const gap = 4

interface Entry {
  readonly text: string
  readonly isQuiet: boolean
}

/** Draws the paths to both sends: application calls by name, runs of library calls folded. */
export function paths(first: LocatedSide, second: LocatedSide, columns: number, paint: Paint): string[] {
  const left = [{ text: 'path to the first response', isQuiet: false }, ...pathTo(first).map(indented)]
  const right = [{ text: 'path to the second attempt', isQuiet: false }, ...pathTo(second).map(indented)]
  const painted = (entry: Entry | undefined, index: number, title: (text: string) => string) => {
    if (entry === undefined) return (text: string) => text
    if (index === 0) return title
    return entry.isQuiet ? paint.quiet : (text: string) => text
  }
  const print = (title: (text: string) => string) => (entry: Entry, index: number) =>
    `  ${painted(entry, index, title)(entry.text)}`
  const [leftWidth, rightWidth] = [widthOfAll(left), widthOfAll(right)]
  const between = Math.min(Math.floor(columns / 2), columns - 2 - rightWidth)
  if (columns < enoughForTwo || leftWidth + gap > between)
    return [...left.map(print(paint.first)), '', ...right.map(print(paint.second))]

  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const [one, two] = [left[index], right[index]]
    const start = `  ${fill(one?.text ?? '', two === undefined ? 0 : between, painted(one, index, paint.first))}`
    return start + painted(two, index, paint.second)(two?.text ?? '')
  })
}

function widthOfAll(entries: readonly Entry[]): number {
  return Math.max(...entries.map(entry => widthOf(entry.text)))
}

const indented = (entry: Entry): Entry => ({ ...entry, text: `  ${entry.text}` })

function pathTo(side: LocatedSide): Entry[] {
  if (side.path.length === 0) return [{ text: 'not recorded', isQuiet: true }]
  return side.path.flatMap(part => [
    ...(part.reason === null ? [] : [{ text: `── ${part.reason} ──`, isQuiet: true }]),
    ...entriesOf(fromSite(part, appSiteOf(side))),
  ])
}

// What the application called is in the label already; its inner calls would only make the path longer. So would those in
// which Node sets a timer.
function fromSite(part: PathSegment, site: Frame | null): readonly Frame[] {
  const index = site === null ? -1 : part.frames.indexOf(site)
  return index === -1 ? withoutNode(part.frames) : part.frames.slice(index)
}

function withoutNode(frames: readonly Frame[]): readonly Frame[] {
  const start = frames.findIndex(frame => frame.owner !== 'node')
  return start === -1 ? frames : frames.slice(start)
}

function entriesOf(frames: readonly Frame[]): Entry[] {
  const entries: Entry[] = []
  let folded: Frame[] = []
  const unfold = () => {
    if (folded.length > 0) entries.push({ text: foldedText(folded), isQuiet: true })
    folded = []
  }
  for (const frame of frames) {
    if (frame.owner !== 'app') folded.push(frame)
    else {
      unfold()
      entries.push({ text: `${escapeUnsafe(frame.function)}  ${formatSite(frame)}`, isQuiet: false })
    }
  }
  // Node's own calls at the outer end begin every path.
  if (folded.some(frame => frame.owner !== 'node') || entries.length === 0) unfold()
  return entries
}

// Node's own calls among a package's say nothing.
function foldedText(frames: readonly Frame[]): string {
  const packaged = frames.flatMap(frame => (frame.owner === 'package' ? [frame.package] : []))
  if (packaged.length === 0) return `${counted(frames.length)} in node`
  const names = [...new Set(packaged)].map(escapeUnsafe)
  const shown = names.length > 2 ? [...names.slice(0, 2), `${names.length - 2} more`] : names
  return `${counted(packaged.length)} in ${listed(shown)}`
}

function counted(frames: number): string {
  return `${frames} ${frames === 1 ? 'frame' : 'frames'}`
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
