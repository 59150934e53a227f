import { relative, resolve, sep } from 'node:path'
import type { Conflict, Site } from './conflict'
import { type Output, stderr } from './output'
import { escapeUnsafe } from './printable'

/** Prints each bug once for GitHub's runner, which reads standard error; nothing where there is none. */
export function annotatorFor(workspace: string | undefined, output: Output = stderr) {
  return (conflict: Conflict): void => {
    if (workspace === undefined || conflict.occurrence > 1) return
    output.write(annotationOf(conflict, workspace))
  }
}

/**
 * A conflict as a command to GitHub's runner, which shows it at the line of the first response, or of the second attempt where no line
 * of the application was first.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 *
 * @param workspace where the repository is checked out: files are shown below it.
 */
export function annotationOf(conflict: Conflict, workspace: string, directory = process.cwd()): string {
  const { first, second, cause, message, fix } = conflict
  const isOfApplication = (site: Site | null) => site?.owner === 'app'
  const site = [first.site, second.site].find(isOfApplication) ?? first.site ?? second.site
  const properties = {
    ...(site !== null && {
      file: fileBelow(workspace, resolve(directory, site.file)),
      line: String(site.line),
      col: String(site.column),
    }),
    title: `Responded twice: ${cause}`,
  }
  const list = Object.entries(properties).map(([name, value]) => `${name}=${propertyOf(value)}`)
  return `::error ${list.join()}::${dataOf(`${escapeUnsafe(message)}\n${escapeUnsafe(fix.text)}`)}\n`
}

function fileBelow(workspace: string, file: string): string {
  const path = relative(workspace, file)
  return path.startsWith('..') ? file : path.split(sep).join('/')
}

// https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
function dataOf(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function propertyOf(text: string): string {
  return dataOf(escapeUnsafe(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
