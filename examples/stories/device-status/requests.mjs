import { createRequire } from 'node:module'

const { WebSocket } = createRequire(import.meta.url)('ws')

/** Is the heating, and two visitors who ask for it. */
export default async function request(ask, origin) {
  const heating = new WebSocket(origin.replace('http', 'ws'))
  await new Promise(resolve => heating.once('open', resolve))
  heating.on('message', () => heating.send('{"temperature":62}'))
  await ask({ method: 'GET', path: '/heating' })
  await ask({ method: 'GET', path: '/heating' })
  heating.close()
}
