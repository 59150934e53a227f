import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Site } from '../conflict'

/** How the report marks text, by meaning. All colours are of the sixteen that every theme, dark or light, makes legible. */
export interface Paint {
  title(text: string): string
  /** The first, which is usually the culprit. */
  first(text: string): string
  second(text: string): string
  added(text: string): string
  removed(text: string): string
  strong(text: string): string
  quiet(text: string): string
  /** A position in a file, which a terminal that takes links opens. */
  position(text: string, site: Pick<Site, 'file' | 'line'>): string
  /** The code of a cause, linked to its description. */
  cause(text: string, code: string): string
}

type Style = (text: string) => string

const sgr =
  (on: number, off: number): Style =>
  text =>
    text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`

const plain: Style = text => text
const bold = sgr(1, 22)
const red = sgr(31, 39)
const boldRed: Style = text => bold(red(text))

const coloured = {
  title: boldRed,
  first: boldRed,
  second: sgr(36, 39),
  added: sgr(32, 39),
  removed: red,
  strong: bold,
  quiet: sgr(90, 39),
}
const uncoloured = {
  title: plain,
  first: plain,
  second: plain,
  added: plain,
  removed: plain,
  strong: plain,
  quiet: plain,
}

/** What to mark text with: colours, and links to files and causes. */
export function paintOf(isColoured: boolean, links: Links | null = null): Paint {
  return {
    ...(isColoured ? coloured : uncoloured),
    position: (text, site) => (links === null ? text : hyperlink(text, links.ofPosition(site))),
    cause: (text, code) => (links === null ? text : hyperlink(text, links.ofCause(code))),
  }
}

/** Where links lead. */
export interface Links {
  ofPosition(site: Pick<Site, 'file' | 'line'>): string
  ofCause(code: string): string
}

/**
 * Links to the files below a directory and to the causes' descriptions in this package.
 *
 * @param causesPage the file `docs/causes.md`.
 */
export function linksTo(directory: string, causesPage: string): Links {
  return {
    // A terminal that knows lines takes them from the fragment; others open the file.
    ofPosition: ({ file, line }) => `${pathToFileURL(resolve(directory, file)).href}#${line}`,
    ofCause: code => `${pathToFileURL(causesPage).href}#${code}`,
  }
}

// https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
function hyperlink(text: string, url: string): string {
  return `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`
}
