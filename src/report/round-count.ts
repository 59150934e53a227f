/** Whether a count of repeats is one that is reported: 10, 100, 1000 and so on. */
export function isRound(count: number): boolean {
  return count >= 10 && /^10+$/.test(String(count))
}
