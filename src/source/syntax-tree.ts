import type { ParseResult } from '@babel/parser'
import type { Node } from '@babel/types'
import { FileText } from './file-text'
import { parse, wholeOf } from './parse'
import { type Part, partsAround } from './text-part'

/** A file that the author wrote, parsed; of a long one, the part around a position. */
export interface SourceFile {
  readonly file: string
  readonly text: string
  readonly root: ParseResult
  /** The offset in the text of a position whose line and column count from 1. */
  offsetOf(line: number, column: number): number
  /** The position of an offset. */
  positionOf(offset: number): { line: number; column: number }
  /** The nodes around an offset, from the file inwards. */
  nodesAround(offset: number): readonly Node[]
}

/** Characters beyond which only a part of a text is parsed: more takes longer than some 50 ms. */
export const maxLength = 64 * 1024

/** Characters beyond which a text none of whose parts can be parsed by itself is left unparsed. */
const maxUndivided = 256 * 1024

/** A part of a text, parsed. */
export interface ParsedPart extends Part {
  /** `null` where it does not parse or is too long to. */
  readonly tree: SourceFile | null
}

/** Parses a text, or, of a long one, the part around an offset that can be parsed by itself. */
export function parseAround(content: FileText, offset: number, path: string, file: string): ParsedPart {
  const { text } = content
  const parts = text.length > maxLength ? partsAround(text, offset, maxLength) : []
  for (const part of parts) {
    const root = parse(text, part, path, { isLenient: false })
    if (root !== null) return { ...part, tree: sourceFile(content, root, file) }
  }
  if (isTooLong(text)) return { start: offset, end: offset + 1, tree: null }
  const whole = wholeOf(text)
  const root = parse(text, whole, path, { isLenient: true })
  return { ...whole, tree: root === null ? null : sourceFile(content, root, file) }
}

/** Parses a whole text, however long it is, as far as it can be read; `null` where it cannot. */
export function parseWhole(content: FileText, path: string, file: string): SourceFile | null {
  const root = parse(content.text, wholeOf(content.text), path, { isLenient: true })
  return root === null ? null : sourceFile(content, root, file)
}

/** Whether what a parsed text was changed to parses as well as it does, as far as it is parsed around an offset. */
export function parsesAsWell(before: SourceFile, text: string, offset: number, path: string): boolean {
  const { tree } = parseAround(new FileText(text, ''), offset, path, before.file)
  return tree !== null && errorsIn(tree) <= errorsIn(before)
}

// What was passed over.
function errorsIn({ root }: SourceFile): number {
  return root.errors?.length ?? 0
}

/** Whether a text is too long to be parsed where no part of it can be. */
export function isTooLong(text: string): boolean {
  return text.length > maxUndivided
}

function sourceFile(content: FileText, root: ParseResult, file: string): SourceFile {
  const known = new Map<number, readonly Node[]>()
  return {
    file,
    text: content.text,
    root,
    offsetOf: (line, column) => content.offsetOf(line, column),
    positionOf: offset => content.positionOf(offset),
    nodesAround: offset => {
      const around = known.get(offset) ?? nodesAround(root, offset)
      known.set(offset, around)
      return around
    },
  }
}

function nodesAround(root: Node, offset: number): Node[] {
  const around: Node[] = []
  for (let node: Node | undefined = root; node !== undefined; ) {
    around.push(node)
    node = childrenOf(node).find(child => contains(child, offset))
  }
  return around
}

/** Whether an offset is within a node. */
export function contains(node: Node, offset: number): boolean {
  return (node.start ?? 0) <= offset && offset < (node.end ?? 0)
}

/** Properties of a node that hold no nodes below it. */
const noChildren = new Set(['loc', 'extra', 'errors', 'tokens', 'comments'])

/** The nodes directly below a node, in no order. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = []
  for (const [key, value] of Object.entries(node)) {
    if (typeof value !== 'object' || value === null || noChildren.has(key)) continue
    if (!Array.isArray(value)) {
      if (isNode(value)) children.push(value)
    } else for (const item of value) if (isNode(item)) children.push(item)
  }
  return children
}

function isNode(value: unknown): value is Node {
  return typeof (value as Node | null | undefined)?.type === 'string'
}
