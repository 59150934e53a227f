import { setTimeout as pause } from 'node:timers/promises'

/** Waits for a message, says two, one after the other. */
export default async function request(ask) {
  const waiting = ask({ method: 'GET', path: '/messages' })
  await pause(50)
  await ask({ method: 'POST', path: '/messages', body: 'hello' })
  await waiting
  await ask({ method: 'POST', path: '/messages', body: 'is anybody here?' })
}
