import { isAbsolute, relative, sep } from 'node:path'
import { workingDirectory } from '../../source/disk'
import type { Site } from '../conflict'
import { positionText } from '../path-steps'
import { escapeUnsafe } from '../printable'

/** Folders that a shown position climbs at most. */
const maxClimbed = 3

/**
 * A position as a terminal shows it: `src/company.js:14:23`. A file outside of the working directory is relative to it, too, where a
 * folder not far above has both.
 */
export function shownPosition(site: Site): string {
  const { file } = site
  return escapeUnsafe(positionText({ ...site, file: isAbsolute(file) ? nearby(file) : file }))
}

function nearby(file: string): string {
  const directory = workingDirectory()
  const path = relative(directory, file)
  const climbed = path.split(sep).filter(part => part === '..').length
  const above = directory.split(sep).filter(Boolean).length - climbed
  return climbed <= maxClimbed && above > 0 && !isAbsolute(path) ? path : file
}
