/** Colours of the report, by meaning. All are of the sixteen that every theme, dark or light, makes legible. */
export interface Paint {
  title(text: string): string
  first(text: string): string
  second(text: string): string
  added(text: string): string
  strong(text: string): string
  quiet(text: string): string
}

const sgr = (on: number, off: number) => (text: string) =>
  text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`

const plain = (text: string) => text

const bold = sgr(1, 22)
const red = sgr(31, 39)

/** The colours for a terminal, or none. */
export function paintOf(isColoured: boolean): Paint {
  return isColoured
    ? {
        title: text => bold(red(text)),
        first: sgr(36, 39),
        second: red,
        added: sgr(32, 39),
        strong: bold,
        quiet: sgr(90, 39),
      }
    : { title: plain, first: plain, second: plain, added: plain, strong: plain, quiet: plain }
}
