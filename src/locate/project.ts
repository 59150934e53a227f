import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { isThere } from '../source/disk'
import type { Frame } from './frame'

/**
 * A frame's file as the project calls it: relative to the nearest `package.json`, wherever on a machine the project is and
 * wherever the process was started. As it is shown, where there is none.
 */
export function projectFileOf({ path, file }: Pick<Frame, 'path' | 'file'>): string {
  if (!isAbsolute(path)) return file
  for (let root = dirname(path); root !== dirname(root); root = dirname(root))
    if (isThere(join(root, 'package.json'))) return relative(root, path).split(sep).join('/')
  return file
}
