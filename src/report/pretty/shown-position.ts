import { isAbsolute, relative } from 'node:path'
import { workingDirectory } from '../../source/disk'
import type { Site } from '../conflict'
import { positionText } from '../path-steps'
import { escapeUnsafe } from '../printable'

/** A position as a terminal shows it: `src/company.js:14:23`, relative for a file outside of the working directory where that is shorter. */
export function shownPosition(site: Site): string {
  const { file } = site
  const inside = isAbsolute(file) ? relative(workingDirectory(), file) : file
  return escapeUnsafe(positionText({ ...site, file: inside.length < file.length ? inside : file }))
}
