const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const numbers = new Intl.NumberFormat('en')

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** A moment as the reader's clock has it. */
export function date(iso: string): string {
  return dates.format(new Date(iso))
}

/** How long ago a moment was when the page was made: `3 hours ago`. */
export function ago(iso: string, now: string): string {
  const seconds = (Date.parse(iso) - Date.parse(now)) / 1000
  const [unit, length] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['minute', 60]
  return Math.abs(seconds) < 60 ? 'just now' : relative.format(Math.round(seconds / length), unit)
}

/** `1,024 reports` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${numbers.format(count)} ${count === 1 ? one : many}`
}

/** `4.7 ms`, or `1.2 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${Math.round(milliseconds / 100) / 10} s`
  return `${milliseconds < 100 ? Math.round(milliseconds * 10) / 10 : Math.round(milliseconds)} ms`
}

/** A text in which what stands between backticks is code. */
export function withCode(text: string): (Node | string)[] {
  return text.split(/`([^`]+)`/).map((part, index) => {
    if (index % 2 === 0) return part
    const code = document.createElement('code')
    code.append(part)
    return code
  })
}

/** A path with places at which its line may break. */
export function breakable(path: string): (Node | string)[] {
  return path
    .split(/(?<=[/\\])/)
    .flatMap((part, index) => (index === 0 ? [part] : [document.createElement('wbr'), part]))
}
