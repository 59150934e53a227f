/**
 * What a terminal or a log viewer may take for a command or a new line: control characters (C0, DEL, C1), line and
 * paragraph separators, marks that turn the direction of text, and halves of surrogate pairs.
 */
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Makes a string that somebody else controls safe to print: `\u001b` stands where an escape stood. */
export function escapeUnsafe(text: string): string {
  return text.replace(unsafe, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
