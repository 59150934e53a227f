// What a program sees of its promises, before, during and after requests, with an async hook of its own and without.
import { createHook } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { inspect } from 'node:util'
import { exchange } from './exchange.mjs'

const seen = promise => [
  Object.getOwnPropertySymbols(promise).map(String),
  Reflect.ownKeys(promise).length,
  inspect(promise),
  inspect(promise, { showHidden: true }),
]

const promises = () => [Promise.resolve(1), Promise.resolve(1).then(() => {}), (async () => await null)()]

const seenAt = async () => {
  const here = promises()
  const found = here.map(seen)
  await delay(1)
  return [...found, ...here.map(seen), ...promises().map(seen)]
}

const seenInRequest = async () => {
  const { returned } = await exchange(async (_req, res) => {
    const before = await seenAt()
    res.end('first')
    try {
      res.setHeader('X-Late', '1')
    } catch {}
    return [before, await seenAt()]
  })
  return returned
}

// So many that a low budget is exceeded, and its level changes.
const seenInMany = async () => {
  const found = []
  for (let number = 0; number < 30; number++) found.push(await seenInRequest())
  await delay(250)
  return [found, await seenInRequest()]
}

const withHook = async look => {
  const hook = createHook({ init() {} }).enable()
  try {
    return await look()
  } finally {
    hook.disable()
  }
}

export const table = {
  'before any request': seenAt,
  'in a request': seenInRequest,
  'in many requests': seenInMany,
  'when requests are over': seenAt,
  'under a hook of its own': () => withHook(seenAt),
  'in a request under a hook of its own': () => withHook(seenInRequest),
  'when the hook is off': seenAt,
  'in a request when the hook is off': seenInRequest,
}
