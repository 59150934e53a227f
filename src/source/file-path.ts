import { fileURLToPath } from 'node:url'

/** The path behind a `file:` URL, under which ECMAScript modules run. */
export function filePathOf(name: string): string {
  if (!name.startsWith('file:')) return name
  try {
    return fileURLToPath(name)
  } catch {
    return name
  }
}
