// Draws what a terminal shows: text with ANSI colours becomes the picture of a window.
import { stripVTControlCharacters } from 'node:util'

/** The colours of a dark terminal, as it is seen on a light page and on a dark one. */
const colours = {
  window: '#161b22',
  border: '#3d444d',
  text: '#d1d7e0',
  strong: '#ffffff',
  31: '#ff7b72',
  32: '#56d364',
  36: '#56d4dd',
  90: '#8b949e',
}

const fonts =
  "ui-monospace, SFMono-Regular, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
const size = 14
/** What a character takes, and a row; the room around the text, and the window's bar. */
const [column, row, padding, bar] = [8.4, 21, 24, 48]

/**
 * @param text what was printed, with its SGR codes
 * @param command what printed it, for the window's title
 * @param description what the picture shows, for those who cannot see it
 */
export function svgOf(text, command, description) {
  const rows = text.split('\n').map(spansOf)
  const widest = Math.max(...rows.flat().map(span => span.start + span.text.length))
  const width = Math.ceil(widest * column) + 2 * padding
  const height = bar + rows.length * row + padding - 4
  const lights = [0, 1, 2].map(index => `<circle cx="${padding + 6 + index * 20}" cy="22" r="6"/>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(description)}</title>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10" fill="${colours.window}" stroke="${colours.border}"/>
<g fill="${colours.border}">${lights.join('')}</g>
<g font-family="${fonts}" font-size="${size}" fill="${colours.text}">
<text x="${width / 2}" y="26" text-anchor="middle" font-size="${size - 1}" fill="${colours[90]}">${escaped(command)}</text>
${rows.flatMap((spans, index) => spans.map(span => drawn(span, bar + index * row))).join('\n')}
</g>
</svg>
`
}

/** The words that a picture shows, or that a text has, without lines and spaces. */
export function wordsOf(text) {
  const isPicture = text.startsWith('<svg')
  const drawnWords = [...text.matchAll(/<text [^>]*textLength[^>]*>([^<]*)/g)].map(([, word]) =>
    unescaped(word),
  )
  return (isPicture ? drawnWords.join('') : stripVTControlCharacters(text)).replace(/[\s│─]+/g, '')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const sgr = /\u001b\[([\d;]*)m/g

// Runs of one style, with the columns at which they start.
function spansOf(line) {
  const style = { isBold: false, colour: undefined }
  const spans = []
  let start = 0
  for (const [index, part] of line.split(sgr).entries()) {
    // Every other part is the inside of a code.
    if (index % 2 === 1) apply(part, style)
    else {
      for (const piece of part.split(/(─+|│| {2,})/).filter(piece => piece !== '')) {
        spans.push({ ...style, text: piece, start })
        start += piece.length
      }
    }
  }
  return spans.flatMap(trimmed)
}

function apply(code, style) {
  for (const number of code.split(';').map(Number)) {
    if (number === 0) Object.assign(style, { isBold: false, colour: undefined })
    else if (number === 1) style.isBold = true
    else if (number === 22) style.isBold = false
    else if (number === 39) style.colour = undefined
    else if (number in colours) style.colour = colours[number]
    else throw new Error(`no colour for SGR ${number}`)
  }
}

function trimmed(span) {
  const text = span.text.trim()
  return text === '' ? [] : [{ ...span, text, start: span.start + span.text.indexOf(text) }]
}

// Each run has a place and a width of its own, so that every font keeps the columns; lines are drawn, so that they meet.
function drawn({ text, start, isBold, colour }, top) {
  const [x, width] = [round(padding + start * column), round(text.length * column)]
  const fill = colour ?? (isBold ? colours.strong : undefined)
  const paint = fill === undefined ? '' : ` fill="${fill}"`
  if (text === '│')
    return `<rect x="${round(x + column / 2)}" y="${top}" width="1" height="${row}"${paint} opacity="0.6"/>`
  if (text.startsWith('─'))
    return `<rect x="${x}" y="${top + row / 2 - 1}" width="${width}" height="1.5"${paint || ` fill="${colours.text}"`}/>`
  const bold = isBold ? ' font-weight="600"' : ''
  return `<text x="${x}" y="${top + 15}" textLength="${width}"${paint}${bold}>${escaped(text)}</text>`
}

const round = number => Math.round(number * 10) / 10

const escaped = text =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const unescaped = text =>
  text.replaceAll('&quot;', '"').replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&')
