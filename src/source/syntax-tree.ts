import type { File, Node } from '@babel/types'
import { isLarge } from './disk'
import type { SourcePosition } from './source-position'
import { textOf } from './source-text'

/** A file that the author wrote, parsed. */
export interface SourceFile {
  readonly file: string
  readonly text: string
  readonly root: File
  /** The offset in the text of a position whose line and column count from 1. */
  offsetOf(line: number, column: number): number
  /** The position of an offset. */
  positionOf(offset: number): { line: number; column: number }
}

/** Characters beyond which a file is not parsed. */
const maxLength = 2 * 1024 * 1024
/** Parsed files that are kept. */
const maxFiles = 20

const parsed = new Map<string, SourceFile | null>()

/** The parsed file that a frame is in; `null` where its text is not to be had or does not parse. */
export function sourceFileOf(frame: SourcePosition): SourceFile | null {
  const known = parsed.get(frame.path)
  if (known !== undefined) return known
  const text = textOf(frame)
  const file = text === null || isTooLong(text) ? null : parse(frame, text)
  if (parsed.size >= maxFiles) parsed.delete(parsed.keys().next().value as string)
  parsed.set(frame.path, file)
  return file
}

function isTooLong(text: string): boolean {
  return text.length > maxLength
}

/** Whether a frame's file was left unparsed for its length. */
export function isLeftUnparsed(frame: SourcePosition): boolean {
  return sourceFileOf(frame) === null && (isLarge(frame.path) || isTooLong(textOf(frame) ?? ''))
}

function parse(frame: SourcePosition, text: string): SourceFile | null {
  const isTypeScript = /\.[cm]?tsx?$/.test(frame.path)
  const starts = lineStarts(text)
  try {
    // Required here, on the first conflict, and not when the application starts.
    const babel: typeof import('@babel/parser') = require('@babel/parser')
    const root = babel.parse(text, {
      sourceType: 'unambiguous',
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowImportExportEverywhere: true,
      errorRecovery: true,
      plugins: [
        ...(isTypeScript ? (['typescript'] as const) : []),
        ...(/\.[cm]?ts$/.test(frame.path) ? [] : (['jsx'] as const)),
        'decorators',
      ],
    }) as unknown as File
    return {
      file: frame.file,
      text,
      root,
      offsetOf: (line, column) => (starts[line - 1] ?? text.length) + column - 1,
      positionOf: offset => {
        const line = starts.findLastIndex(start => start <= offset) + 1
        return { line, column: offset - (starts[line - 1] ?? 0) + 1 }
      },
    }
  } catch {
    return null
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (const { index, 0: end } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(index + end.length)
  return starts
}

/** The nodes directly below a node, in no order. */
export function childrenOf(node: Node): Node[] {
  return Object.entries(node).flatMap(([key, value]): Node[] => {
    if (/^(loc|leadingComments|trailingComments|innerComments|extra|errors|tokens|comments)$/.test(key))
      return []
    return (Array.isArray(value) ? value : [value]).filter(isNode)
  })
}

function isNode(value: unknown): value is Node {
  return typeof (value as Node | null | undefined)?.type === 'string'
}
