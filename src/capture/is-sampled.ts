/**
 * Whether one of many is sampled, which costs much: those whose number is a power of two, as most is learned from the first, and one in
 * `period`.
 *
 * @param number from 0 on.
 */
export function isSampled(number: number, period: number): boolean {
  return (number & (number - 1)) === 0 || number % period === 0
}
