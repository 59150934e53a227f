import { basename, dirname, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

// A bundle that is an ECMAScript module has no such name.
const here = typeof __dirname === 'string' ? __dirname : sep
const root = dirname(here)

/** Whether a bundler has put this package into one file with the application: then no file name distinguishes the two. */
export const isBundled = basename(root) !== 'src' || basename(here) !== 'capture'

const path = root + sep
const url = pathToFileURL(path).href

/** Whether a file, by its path or its URL, is internal. */
export function isInternalFile(file: string): boolean {
  return !isBundled && (file.startsWith(path) || file.startsWith(url))
}

/** Whether a line of a stack, or any other text, names an internal file. */
export function namesInternalFile(text: string): boolean {
  return !isBundled && text.includes(path)
}
