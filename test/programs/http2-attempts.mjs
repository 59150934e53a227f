// Every operation at every moment of a response of HTTP/2.
import { attempt, conflictsOf } from './conflicts.mjs'
import { exchange2 } from './http2-exchange.mjs'
import { bodyOperations, headerOperations } from './late-operations.mjs'
import { moments } from './moments.mjs'

export const table = {}

for (const [moment, reach] of Object.entries(moments)) {
  for (const [name, operate] of Object.entries({ ...headerOperations, ...bodyOperations }))
    table[`${name} ${moment}`] = () =>
      conflictsOf(() =>
        exchange2(async (_req, res) => {
          await new Promise(done => {
            reach(res, () => {
              attempt(() => operate(res))
              done()
            })
          })
        }),
      )
}
