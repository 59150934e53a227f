import { setTimeout as wait } from 'node:timers/promises'

const rates = { EUR: 1, USD: 1.1, CHF: 0.95 }

export async function rateOf(code) {
  await wait(1)
  return rates[code]
}

export async function allRates() {
  await wait(1)
  return { ...rates }
}

export async function* historyOf(code) {
  for (const day of ['mon', 'tue', 'wed']) {
    await wait(1)
    yield { day, rate: rates[code] }
  }
}
