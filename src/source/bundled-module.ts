/**
 * What bundlers write above each module in a file, unless they minify it: esbuild, Bun and rolldown `// src/app.ts` or
 * `//#region src/app.ts`, webpack `!*** ./src/app.ts ***!`, `;// ./src/app.ts` or the path as the module's name.
 */
const modulePath =
  /^(?:\/\/(?:#region)? |;\/\/ (?:CONCATENATED MODULE: )?|\s*!\*\*\* |\/\*\*\*\/ ")(\S+?\.[cm]?[jt]sx?)(?: \*\*\*!|":?)?\s*$/

/** Where webpack begins a module, whose name may be a number, or code of its own, which is in no module. */
const boundary = /\/\*{6,}\/|\/\*{3}\/ [\d"]/y

/** How far back the beginning of a module is searched for, in characters: larger modules are rare. */
const maxLength = 1024 * 1024

/** The longest line that names a module, in characters. */
const maxLineLength = 500

/**
 * The path, as the bundler had it, of the module that stands at an offset of a bundle; `null` where the text is none, or does not
 * say. One such line makes no bundle: people write the names of files above their code, too.
 */
export function bundledModuleAt(text: string, offset: number): string | null {
  const above = moduleAbove(text, offset)
  if (above === null) return null
  const isBundle = moduleAbove(text, above.start - 1) !== null || hasModuleBelow(text, offset)
  return isBundle ? above.path : null
}

interface Module {
  readonly path: string
  /** Where the line that names it begins. */
  readonly start: number
}

function moduleAbove(text: string, offset: number): Module | null {
  const limit = Math.max(0, offset - maxLength)
  for (let end = offset; end > limit; ) {
    const start = text.lastIndexOf('\n', end - 1) + 1
    const path = pathIn(text, start, end)
    if (path !== null) return { path, start }
    boundary.lastIndex = start
    if (boundary.test(text)) return null
    end = start - 1
  }
  return null
}

function hasModuleBelow(text: string, offset: number): boolean {
  const limit = Math.min(text.length, offset + maxLength)
  for (let start = text.indexOf('\n', offset) + 1; start > 0 && start < limit; ) {
    const end = text.indexOf('\n', start)
    if (pathIn(text, start, end === -1 ? text.length : end) !== null) return true
    start = end + 1
  }
  return false
}

function pathIn(text: string, start: number, end: number): string | null {
  if (end - start > maxLineLength || !/[/;\s!]/.test(text.charAt(start))) return null
  return modulePath.exec(text.slice(start, end))?.[1] ?? null
}
