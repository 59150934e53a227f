// The program behind the question of 2011, under the preload: what it printed in fifteen years of threads, and what it
// prints now.
import { join } from 'node:path'
import { register, runExample, stories } from './run.mjs'

const folder = join(stories, 'original-question')
const isTerminal = process.stdout.isTTY === true
const { stderr } = await runExample(folder, {
  args: ['--require', register],
  environment: {
    COLUMNS: String(process.stdout.columns ?? 80),
    ...(isTerminal && process.env.NO_COLOR === undefined && { FORCE_COLOR: '1' }),
  },
})

const start = stderr.search(/\n\S*headers-trace/)
const end = stderr.indexOf('\nnode:_http_outgoing', start)
if (start === -1) {
  console.error(stderr)
  throw new Error('the demo has shown no report')
}
const before = stderr.slice(0, start).match(/^Error.*(?:\n {4}at .*)*/gm) ?? []
console.log(`$ cd examples/stories/original-question\n$ node app.js\n\n${before[0]}`)
console.log(`\n... and ${before.length - 1} more such stacks. None of them has the line that sent first.\n`)
console.log(
  `$ node --require headers-trace/register app.js\n${stderr.slice(start, end === -1 ? undefined : end)}`,
)
