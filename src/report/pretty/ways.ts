import type { Frame } from '../../locate/frame'
import type { LocatedSide } from '../../locate/locate'
import type { Part } from '../../locate/way'
import type { Paint } from './paint'
import { fill, widthOf } from './width'

/** Text columns from which the two ways stand side by side. */
const enoughForTwo = 100

interface Entry {
  readonly text: string
  readonly isQuiet: boolean
}

/** Draws the ways to the two attempts: application calls by name, runs of library calls folded. */
export function ways(first: LocatedSide, second: LocatedSide, columns: number, paint: Paint): string[] {
  const left = [{ text: 'the way to the first', isQuiet: false }, ...wayTo(first).map(indented)]
  const right = [{ text: 'the way to the second', isQuiet: false }, ...wayTo(second).map(indented)]
  const painted = (entry: Entry | undefined, index: number, title: (text: string) => string) => {
    if (entry === undefined) return (text: string) => text
    if (index === 0) return title
    return entry.isQuiet ? paint.quiet : (text: string) => text
  }
  if (columns < enoughForTwo) {
    const print = (title: (text: string) => string) => (entry: Entry, index: number) =>
      `  ${painted(entry, index, title)(entry.text)}`
    return [...left.map(print(paint.first)), '', ...right.map(print(paint.second))]
  }
  const wanted = Math.max(...left.map(entry => widthOf(entry.text))) + 4
  const leftColumns = Math.max(wanted, Math.floor((columns - 4) / 2))
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const [one, two] = [left[index], right[index]]
    const start = `  ${fill(one?.text ?? '', two === undefined ? 0 : leftColumns, painted(one, index, paint.first))}`
    return start + painted(two, index, paint.second)(two?.text ?? '')
  })
}

const indented = (entry: Entry): Entry => ({ ...entry, text: `  ${entry.text}` })

function wayTo(side: LocatedSide): Entry[] {
  if (side.path.length === 0) return [{ text: 'not seen', isQuiet: true }]
  return side.path.flatMap(part => [
    ...(part.reason === null ? [] : [{ text: `── ${part.reason} ──`, isQuiet: true }]),
    ...entriesOf(fromSite(part, side.site)),
  ])
}

// What the application called is in the label already; its inner calls would only push the way down. So would those in
// which Node sets a timer.
function fromSite(part: Part, site: Frame | null): readonly Frame[] {
  const index = site === null ? -1 : part.frames.indexOf(site)
  return index === -1 ? withoutNode(part.frames) : part.frames.slice(index)
}

function withoutNode(frames: readonly Frame[]): readonly Frame[] {
  return frames.slice(frames.findIndex(frame => frame.owner !== 'node'))
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
      entries.push({ text: `${frame.function}  ${frame.file}:${frame.line}:${frame.column}`, isQuiet: false })
    }
  }
  // Node's own calls at the outer end are how every way begins.
  if (folded.some(frame => frame.owner !== 'node') || entries.length === 0) unfold()
  return entries
}

function foldedText(frames: readonly Frame[]): string {
  const owners = new Set(frames.map(frame => (frame.owner === 'package' ? frame.package : 'node')))
  const packages = [...owners].filter(owner => owner !== 'node')
  const names = packages.length === 0 ? ['node'] : packages
  const shown = names.length > 2 ? [...names.slice(0, 2), `${names.length - 2} more`] : names
  return `${frames.length} ${frames.length === 1 ? 'frame' : 'frames'} in ${listed(shown)}`
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
