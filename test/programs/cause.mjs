// The one thing that headers-trace adds to the errors of operations that come too late.
import { exchange } from './exchange.mjs'

export const table = {
  setHeader: () =>
    refused(res => {
      try {
        res.setHeader('X-Late', '1')
      } catch (error) {
        return error
      }
    }),
  write: () => refused(res => new Promise(resolve => res.once('error', resolve).write('late'))),
}

async function refused(errorOf) {
  const { returned } = await exchange(async (_req, res) => {
    res.end('first')
    const error = await errorOf(res)
    const property = Object.getOwnPropertyDescriptor(error, 'cause')
    if (property === undefined) return null
    const { value, ...traits } = property
    return { ...traits, name: value.name, stack: value.stack }
  })
  return returned[0]
}
