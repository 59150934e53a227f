/** The value below which that part of the values lies. */
export function quantile(values, part) {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]
}

export const median = values => {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length / 2
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2
}

/**
 * A ratio and how far it is to be trusted: twice its standard error, by how rounds differ. A round is a process of its own, and two
 * processes of one program differ by a percent or two for as long as they run.
 */
export function ratioOf(rounds) {
  const each = rounds.map(median)
  const ratio = median(each)
  const variance = each.reduce((sum, value) => sum + (value - ratio) ** 2, 0) / Math.max(1, each.length - 1)
  const error = each.length === 1 ? Number.POSITIVE_INFINITY : 2 * Math.sqrt(variance / each.length)
  return { ratio, error }
}

/** What a measurement cannot tell from nothing: what the same program, measured twice, differs by. */
export const resolutionOf = ({ ratio, error }) => Math.max(Math.abs(ratio - 1), error)
