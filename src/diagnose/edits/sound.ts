import type { Evidence } from '../evidence'
import type { Edit } from './edit'

/**
 * The edits, where they can be made as they stand: in the application's own files, and so that what they make of them is
 * still a program. None otherwise.
 */
export function soundEdits(edits: readonly Edit[], { conflict }: Evidence): readonly Edit[] {
  const frames = [conflict.first, conflict.second].flatMap(side => side.path.flatMap(({ frames }) => frames))
  const isOwn = ({ file }: Edit) =>
    frames.some(frame => frame.file === file && frame.owner === 'app' && !frame.isGenerated)
  return edits.every(isOwn) ? edits : []
}
