import { again, reference } from './turns.mjs'

const megabytes = bytes => `${(bytes / 1e6).toFixed(0)} MB`

/** One workload's variants, side by side. */
export function tableOfSaturation(workload, { results, resolution }) {
  const head = [
    workload,
    'CPU/request',
    `× ${reference}`,
    'p50',
    'p99',
    'RSS at rest',
    'after bursts',
    'heap after bursts',
    'level',
  ]
  const rows = Object.entries(results).map(([variant, { cost, p50, p99, rss, heap, level, ...ratio }]) => [
    variant,
    `${cost.toFixed(1)} µs`,
    ratioText(variant, ratio, resolution),
    `${p50.toFixed(2)} ms`,
    `${p99.toFixed(2)} ms`,
    ...rss.map(megabytes),
    `${(heap / 1e6).toFixed(1)} MB`,
    isOurs(variant) ? level : '',
  ])
  return `${table(head, rows)}\n${sentenceOn(resolution)}`
}

/** The instructions of a request. What the same program differs by, counted twice, is the method's own error. */
export function tableOfInstructions(workload, results) {
  const bare = results[reference]
  const rows = Object.entries(results).map(([variant, instructions]) => [
    variant,
    Math.round(instructions).toLocaleString('en'),
    (instructions / bare).toFixed(4),
  ])
  return table([workload, 'instructions/request', `× ${reference}`], rows)
}

/** What a job costs that is for no request. */
export function tableOfBackground({ results, resolution }) {
  const head = ['background', 'CPU/job', `× ${reference}`]
  const rows = Object.entries(results).map(([variant, { cost, ...ratio }]) => [
    variant,
    `${cost.toFixed(2)} µs`,
    ratioText(variant, ratio, resolution),
  ])
  return `${table(head, rows)}\n${sentenceOn(resolution)}`
}

// A difference that the same program shows, measured twice, is none.
function ratioText(variant, { ratio, error }, resolution) {
  if (variant === reference) return '1'
  const doubt = Math.max(error, variant === again ? 0 : resolution)
  if (!Number.isFinite(doubt)) return `${ratio.toFixed(2)}, once`
  const digits = doubt < 0.1 ? 3 : 2
  if (variant === again) return `${ratio.toFixed(digits)} ± ${error.toFixed(digits)}`
  if (Math.abs(ratio - 1) <= doubt) return `1 ± ${doubt.toFixed(digits)}`
  return `${ratio.toFixed(digits)} ± ${doubt.toFixed(digits)}`
}

/** Percent that a measurement should be able to see. */
const aim = 1

function sentenceOn(resolution) {
  if (!Number.isFinite(resolution))
    return 'Without several rounds of `again` nothing says which of these differences are the method’s own.'
  const percent = (resolution * 100).toFixed(1)
  const seen = `The same program, measured twice, differs by up to ${percent} %: no smaller difference is shown.`
  return percent <= aim
    ? seen
    : `${seen} This machine is too busy, or the rounds are too few, to see ${aim} %.`
}

/** Each step of the load, a line for each variant. */
export function tableOfRamp(workload, steps) {
  const head = [
    workload,
    'requests/s',
    'CPU/request',
    'of a core',
    'p99',
    'RSS',
    'level',
    'whole paths',
    'exact reports',
  ]
  const rows = steps.map(({ variant, rate, cpu, core, p99, rss, level, followed, reports, exact }) => [
    variant,
    `${rate}`,
    `${cpu.toFixed(1)} µs`,
    `${core.toFixed(1)} %`,
    `${p99.toFixed(2)} ms`,
    megabytes(rss),
    isOurs(variant) ? level : '',
    isOurs(variant) ? `${Math.round(followed * 100)} %` : '',
    exact === undefined ? '' : `${Math.round(exact * 100)} % of ${reports}`,
  ])
  return table(head, rows)
}

const isOurs = variant => variant === 'default' || variant === 'full'

function table(head, rows) {
  const line = cells => `| ${cells.join(' | ')} |`
  return ['', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
