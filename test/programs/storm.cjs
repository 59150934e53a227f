// COUNT requests, each on a URL of its own where URLS is `distinct`, each responded to twice where MISTAKE is set.
// Prints how many were responded to, how many operations were refused, and the heap that is left. Run with --expose-gc.
const { ServerResponse } = require('node:http')

const { COUNT, URLS, MISTAKE, PER_TURN = '1000' } = process.env
const count = Number(COUNT)
let responded = 0
let refused = 0

function respond(number) {
  const res = new ServerResponse({
    method: 'GET',
    url: URLS === 'distinct' ? `/page${number}/of${number}` : '/',
  })
  res.end('found')
  if (res.writableEnded) responded++
  if (!MISTAKE) return
  try {
    res.setHeader('a', 'b')
  } catch {
    refused++
  }
}

let number = 0
const turn = () => {
  for (const end = Math.min(count, number + Number(PER_TURN)); number < end; number++) respond(number)
  if (number < count) return setImmediate(turn)
  setImmediate(() => {
    globalThis.gc?.()
    console.log(JSON.stringify({ responded, refused, heap: process.memoryUsage().heapUsed }))
  })
}
turn()
