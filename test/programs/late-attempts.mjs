// Every operation at every moment of a response.
import { attempt, conflictsIn } from './conflicts.mjs'
import { bodyOperations, headerOperations } from './late-operations.mjs'
import { moments } from './moments.mjs'

export const table = {}

for (const [moment, reach] of Object.entries(moments)) {
  for (const [name, operate] of Object.entries({ ...headerOperations, ...bodyOperations }))
    table[`${name} ${moment}`] = () =>
      conflictsIn(async (_req, res) => {
        res.on('error', () => {})
        await new Promise(done => {
          reach(res, () => {
            attempt(() => operate(res))
            done()
          })
        })
      })
}
