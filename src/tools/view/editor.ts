/** An editor that opens a position by a URL of its own. */
interface Editor {
  readonly name: string
  /** @param path absolute, with `/` between its parts and before the first. */
  url(path: string, line: string, column: string): string
}

const likeCode = (name: string, scheme: string): Editor => ({
  name,
  // https://code.visualstudio.com/docs/configure/command-line#_opening-vs-code-with-urls
  url: (path, line, column) => `${scheme}://file${encodeURI(path)}:${line}:${column}`,
})

const likeIdea = (name: string, scheme: string): Editor => ({
  name,
  url: (path, line, column) =>
    `${scheme}://open?file=${encodeURIComponent(path)}&line=${line}&column=${column}`,
})

/** The editors that the page can open positions in. */
export const editors: Readonly<Record<string, Editor>> = {
  vscode: likeCode('VS Code', 'vscode'),
  'vscode-insiders': likeCode('VS Code Insiders', 'vscode-insiders'),
  vscodium: likeCode('VSCodium', 'vscodium'),
  cursor: likeCode('Cursor', 'cursor'),
  windsurf: likeCode('Windsurf', 'windsurf'),
  zed: likeCode('Zed', 'zed'),
  webstorm: likeIdea('WebStorm', 'webstorm'),
  idea: likeIdea('IntelliJ IDEA', 'idea'),
  sublime: likeIdea('Sublime Text', 'subl'),
}

/** How positions of the page are opened. */
export interface Opening {
  /** The editor that was asked for; `null` leaves it to the page. */
  readonly editor: string | null
  /** What relative files are relative to: absolute, with `/` between its parts. */
  readonly directory: string
}

/** The URL that opens `file:line:column` in an editor; `null` where the text is no such position. */
export function urlOf(place: string, editor: string, directory: string): string | null {
  const [, file, line, column] = /^(.+?):(\d+)(?::(\d+))?$/.exec(place) ?? []
  const known = Object.hasOwn(editors, editor) ? editors[editor] : undefined
  if (file === undefined || line === undefined || known === undefined) return null
  const isAbsolute = /^(?:\/|[A-Za-z]:[\\/])/.test(file)
  const path = (isAbsolute ? file : `${directory}/${file}`).replaceAll('\\', '/')
  return known.url(path.startsWith('/') ? path : `/${path}`, line, column ?? '1')
}
