import diagnostics from 'node:diagnostics_channel'
import type { BudgetState } from '../capture/policy/budget'

const channel = diagnostics.channel('headers-trace:budget')

/** Publishes what the budget allows now on the diagnostics channel `headers-trace:budget`, when it has changed. */
export function publishBudget(state: BudgetState): void {
  if (channel.hasSubscribers) channel.publish(state)
}
