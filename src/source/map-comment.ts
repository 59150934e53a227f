const marker = 'sourceMappingURL='

// https://tc39.es/ecma426/#sec-linking-generated-code: the last one counts.
const comment = /^[^'"`]*?\/[/*][#@]\s*sourceMappingURL=([^\s'"`*]+)\s*(?:\*\/\s*)?$/

/** What the `sourceMappingURL` comment of a file says; `null` where it has none. */
export function mapUrlIn(content: Buffer): string | null {
  for (let end = content.length; ; ) {
    const at = content.lastIndexOf(marker, end)
    if (at === -1) return null
    const start = Math.max(0, content.lastIndexOf('\n', at) + 1)
    const next = content.indexOf('\n', at)
    const line = content.toString('utf8', start, next === -1 ? content.length : next)
    const url = comment.exec(line.replace(/\r$/, ''))?.[1]
    if (url !== undefined) return url
    if (at === 0) return null
    end = at - 1
  }
}

/** The content of a `data:` URL. */
export function dataIn(url: string): string {
  const comma = url.indexOf(',')
  const data = url.slice(comma + 1)
  return url.slice(0, comma).endsWith(';base64')
    ? Buffer.from(data, 'base64').toString()
    : decodeURIComponent(data)
}
