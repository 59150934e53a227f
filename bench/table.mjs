const megabytes = bytes => `${(bytes / 1e6).toFixed(0)} MB`

/** One workload's variants, side by side. */
export function tableOfSaturation(workload, results) {
  const [reference] = Object.keys(results)
  return table(
    [workload, 'CPU/request', `× ${reference}, median`, 'middle half', 'p50', 'p99', 'RSS', 'heap', 'level'],
    Object.entries(results).map(([variant, { cpu, ratio, spread, p50, p99, rss, heap, level }]) => [
      variant,
      `${cpu.toFixed(1)} µs`,
      ratio.toFixed(3),
      spread.map(part => part.toFixed(2)).join(' – '),
      `${p50.toFixed(2)} ms`,
      `${p99.toFixed(2)} ms`,
      megabytes(rss),
      `${(heap / 1e6).toFixed(1)} MB`,
      isOurs(variant) ? level : '',
    ]),
  )
}

/** What a job costs that is for no request. */
export function tableOfBackground(results) {
  const [reference] = Object.keys(results)
  return table(
    ['background', 'CPU/job', `× ${reference}, median`, 'middle half'],
    Object.entries(results).map(([variant, { cpu, ratio, spread }]) => [
      variant,
      `${cpu.toFixed(2)} µs`,
      ratio.toFixed(3),
      spread.map(part => part.toFixed(2)).join(' – '),
    ]),
  )
}

/** Each step of the load, a line for each variant. */
export function tableOfRamp(workload, steps) {
  return table(
    [workload, 'requests/s', 'CPU/request', 'of a core', 'p99', 'RSS', 'level', 'exact reports'],
    steps.map(({ variant, rate, cpu, core, p99, rss, level, reports, exact }) => [
      variant,
      `${rate}`,
      `${cpu.toFixed(1)} µs`,
      `${core.toFixed(1)} %`,
      `${p99.toFixed(2)} ms`,
      megabytes(rss),
      isOurs(variant) ? level : '',
      exact === undefined ? '' : `${Math.round(exact * 100)} % of ${reports}`,
    ]),
  )
}

const isOurs = variant => variant === 'default' || variant === 'full'

function table(head, rows) {
  const line = cells => `| ${cells.join(' | ')} |`
  return ['', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
