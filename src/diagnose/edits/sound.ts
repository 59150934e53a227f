import { parsesAsWell } from '../../source/syntax-tree'
import type { Evidence } from '../evidence'
import { applyEdits } from './apply-edits'
import type { Candidate } from './candidate'
import type { Edit } from './edit'
import { isSentPastFramework } from './past-framework'

/**
 * The edits, where they can be made as they stand: in the application's own files, and so that what they make of them still
 * parses. None otherwise; and where the response was sent past a framework, none that take something out.
 */
export function soundEdits(edits: readonly Edit[], evidence: Evidence): readonly Edit[] {
  const { first, second } = evidence.conflict
  const frames = [first, second]
    .flatMap(side => side.path.flatMap(({ frames }) => frames))
    .filter(frame => frame.owner === 'app' && !frame.isGenerated)
  const isSound = ({ file }: Edit) => {
    const frame = frames.find(frame => frame.file === file)
    const before = frame?.source.treeAt(frame.line, frame.column) ?? null
    if (frame === undefined || before === null) return false
    const own = edits.filter(edit => edit.file === file)
    const offset = Math.min(...own.map(({ start }) => before.offsetOf(start.line, start.column)))
    return parsesAsWell(before, applyEdits(before.text, own), offset, frame.path)
  }
  const onePerFile = edits.filter(
    (edit, index) => edits.findIndex(({ file }) => file === edit.file) === index,
  )
  if (isSentPastFramework(evidence) && !edits.every(isInsertion)) return []
  return onePerFile.every(isSound) ? edits : []
}

/** Candidates that a report has at most: each is a run of the application's tests. */
const maxCandidates = 3

/** Of candidates those that can be made as they stand, each once. */
export function soundCandidates(candidates: readonly Candidate[], evidence: Evidence): readonly Candidate[] {
  const sound = candidates.filter(
    ({ edits }, index) =>
      edits.length > 0 &&
      candidates.findIndex(other => JSON.stringify(other.edits) === JSON.stringify(edits)) === index &&
      soundEdits(edits, evidence).length > 0,
  )
  return sound.slice(0, maxCandidates)
}

function isInsertion({ start, end }: Edit): boolean {
  return start.line === end.line && start.column === end.column
}
