// Draws the steps of a ramp: CPU of each variant, and the share of exact reports, against the load. Reads in light and dark.
const width = 720
const left = 64
const right = 16
const panels = [
  { top: 80, height: 180, title: 'CPU, percent of one core', of: step => step.core },
  { top: 310, height: 110, title: 'exact reports, percent', of: step => percentOf(step.exact), max: 100 },
  { top: 470, height: 110, title: 'resident memory, MB', of: step => step.rss / 1e6 },
]
const height = 650
const colours = ['#8b949e', '#2f81f7', '#d29922', '#a371f7', '#3fb950', '#f85149']

const percentOf = part => (part === undefined ? undefined : part * 100)

/** An SVG of the steps; `title` names the machine. */
export function plotOf(steps, title) {
  const variants = [...new Set(steps.map(step => step.variant))]
  const rates = [...new Set(steps.map(step => step.asked))]
  const x = index => left + ((width - left - right) * index) / (rates.length - 1)
  const ticks = rates.map((rate, index) => text(x(index), height - 40, `${rate}`, 'middle'))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img">`,
    `<title>${title}</title>`,
    '<style>text{font:12px ui-sans-serif,system-ui,sans-serif;fill:#57606a}line{stroke:#8b949e;stroke-opacity:.35}',
    'polyline{fill:none;stroke-width:2}.name{font-weight:600}',
    '@media (prefers-color-scheme:dark){text{fill:#9da7b3}}</style>',
    text(left, 20, title, 'start'),
    ...variants.map((variant, index) => legend(variant, colours[index], left + index * 110)),
    ...panels.flatMap(panel => draw(panel, steps, variants, x)),
    ...ticks,
    text((left + width - right) / 2, height - 16, 'requests a second', 'middle'),
    '</svg>',
    '',
  ].join('\n')
}

function draw({ top, height, title, of, max }, steps, variants, x) {
  const values = steps.map(of).filter(value => value !== undefined)
  const most = max ?? niceAbove(Math.max(...values))
  const y = value => top + height - (height * value) / most
  const grid = [0, 0.5, 1].flatMap(part => [
    `<line x1="${left}" x2="${width - right}" y1="${y(part * most)}" y2="${y(part * most)}"/>`,
    text(left - 8, y(part * most) + 4, `${Math.round(part * most)}`, 'end'),
  ])
  const lines = variants.flatMap((variant, index) => {
    const points = steps
      .filter(step => step.variant === variant)
      .map((step, place) => [x(place), of(step)])
      .filter(([, value]) => value !== undefined)
      .map(([across, value]) => `${across.toFixed(1)},${y(value).toFixed(1)}`)
    return points.length === 0 ? [] : [`<polyline points="${points.join(' ')}" stroke="${colours[index]}"/>`]
  })
  return [text(left, top - 10, title, 'start', 'name'), ...grid, ...lines]
}

function legend(variant, colour, across) {
  return `<rect x="${across}" y="36" width="12" height="3" fill="${colour}"/>${text(across + 18, 41, variant, 'start')}`
}

function text(x, y, content, anchor, name) {
  const kind = name === undefined ? '' : ` class="${name}"`
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"${kind}>${content}</text>`
}

/** The next round number. */
function niceAbove(value) {
  const size = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].map(factor => factor * size).find(round => round >= value)
}
