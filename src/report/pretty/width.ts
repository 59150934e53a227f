const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/gu
const none = /\p{Mn}|\u200d/gu

/** Columns that a text takes in a terminal: two for a wide character, none for a mark that joins the one before it. */
export function widthOf(text: string): number {
  const characters = Array.from(text).length
  return characters + (text.match(wide)?.length ?? 0) - (text.match(none)?.length ?? 0)
}

/** Fills a text up to a number of columns. What colours it is passed separately, as it takes none. */
export function fill(
  text: string,
  columns: number,
  paint: (text: string) => string = plain => plain,
): string {
  return paint(text) + ' '.repeat(Math.max(0, columns - widthOf(text)))
}

/** Breaks a text between words, and a word that is too long within it, into lines of at most so many columns. */
export function wrap(text: string, room: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ').flatMap(word => broken(word, room))) {
    const last = lines.at(-1)
    if (last !== undefined && widthOf(`${last} ${word}`) <= room) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

function broken(word: string, room: number): string[] {
  const parts = ['']
  for (const character of word) {
    const last = parts.at(-1) ?? ''
    if (widthOf(last + character) <= room) parts[parts.length - 1] = last + character
    else parts.push(character)
  }
  return parts
}
