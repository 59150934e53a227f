// The process that is measured: serves one workload, and says what it has used when it is asked.
const diagnostics = require('node:diagnostics_channel')
const v8 = require('node:v8')
const { runInNewContext } = require('node:vm')
const { servers, work } = require('./workloads.cjs')

v8.setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc')

// The preload begins at its most expensive level, and says when it changes.
let level = 'paths'
/** Milliseconds for which whole paths were followed, and since when it has been so. */
let followed = 0
let since = performance.now()
const countFollowed = () => {
  const time = performance.now()
  if (level === 'paths') followed += time - since
  since = time
  return time
}
diagnostics.subscribe('headers-trace:budget', state => {
  countFollowed()
  level = state.level
})

const reports = { all: 0, exact: 0 }
const count = ({ first, second }) => {
  reports.all++
  if (first.exact && [first, second].every(side => side.path.length > 1)) reports.exact++
}
if (process.argv[3] !== 'unheard') diagnostics.subscribe('headers-trace:conflict', count)

process.on('message', async ({ isFinal, jobs }) => {
  if (jobs !== undefined) {
    const { user, system } = await cpuOf(() => work(jobs))
    return process.send({ cpu: user + system })
  }
  const cpu = process.cpuUsage()
  const { rss } = process.memoryUsage()
  // Between two measurements a collection would disturb the second one.
  if (isFinal) collectGarbage()
  const time = countFollowed()
  const heap = process.memoryUsage().heapUsed
  process.send({ cpu: cpu.user + cpu.system, rss, heap, level, followed, time, reports })
})
process.on('disconnect', () => process.exit())

async function cpuOf(run) {
  const before = process.cpuUsage()
  await run()
  return process.cpuUsage(before)
}

Promise.resolve(servers[process.argv[2]]()).then(server =>
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port })),
)
