// What becomes of conflicts that come again, where nobody hears of them.

import { ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'

const { takeConflicts } = createRequire(import.meta.url)('../../dist/src/index.js')

const responseTo = url => new ServerResponse({ method: 'GET', url })

/** Calls `cause` in so many turns. */
async function repeat(times, cause) {
  for (let time = 0; time < times; time++) {
    cause(time)
    await turn()
  }
}

function one(time) {
  const res = responseTo(`/one/${time}`)
  res.end()
  try {
    res.setHeader('a', 'b')
  } catch {}
}

// One second attempt, for which there are two first sends.
function oneOf(respond, url) {
  const res = responseTo(url)
  respond(res)
  try {
    res.setHeader('a', 'b')
  } catch {}
}
const here = res => res.end()
const there = res => res.end()

const occurrences = () => takeConflicts().map(({ request, occurrence }) => [request.path, occurrence])
const latestOf = list => Object.fromEntries(list)

const repeats = 64

/** How many stacks are captured and read each time. */
async function countsOf(run) {
  const before = { captures: globalThis.captures, reads: globalThis.reads }
  await repeat(repeats, run)
  return {
    captures: (globalThis.captures - before.captures) / repeats,
    reads: (globalThis.reads - before.reads) / repeats,
  }
}

export const table = {
  async 'captures and reads of each repeat'() {
    await repeat(20, one)
    return countsOf(one)
  },

  async 'captures and reads of what follows from a conflict'() {
    const res = responseTo('/')
    res.end()
    const again = () => {
      try {
        res.setHeader('a', 'b')
      } catch {}
    }
    again()
    await turn()
    return countsOf(again)
  },

  async 'the last of those that are taken'() {
    takeConflicts()
    await repeat(40, time => oneOf(here, `/taken/${time}`))
    const taken = occurrences()
    return { count: taken.length, first: taken[0], last: taken.at(-1) }
  },

  async 'bugs with one second attempt'() {
    takeConflicts()
    await repeat(20, () => oneOf(here, '/here'))
    await sleep(600)
    await repeat(30, () => oneOf(there, '/there'))
    await repeat(30, time => oneOf(time % 2 ? here : there, time % 2 ? '/here' : '/there'))
    return latestOf(occurrences())
  },

  async 'bodies that turn out to be lost'() {
    takeConflicts()
    await repeat(20, () => {
      const res = responseTo('/lost')
      res.on('error', () => {})
      res.end()
      res.write('late')
      res.destroy()
    })
    return [...new Set(takeConflicts().map(({ second }) => second.outcome))]
  },

  async 'causes of the errors'() {
    const causes = new Set()
    await repeat(20, () => {
      const res = responseTo('/cause')
      here(res)
      try {
        res.setHeader('a', 'b')
      } catch ({ cause }) {
        causes.add(`${cause}, ${cause.stack.includes('at here')}`)
      }
    })
    return [...causes]
  },
}
