// A server that recurses until the stack is full, and starts something at each level: KIND says what. It catches the error.
const http = require('node:http')

const [, , kind, size] = process.argv
const start = {
  timer: () => setTimeout(() => {}, 1).unref(),
  promise: () => Promise.resolve().then(() => {}),
  tick: () => process.nextTick(() => {}),
  immediate: () => setImmediate(() => {}).unref(),
  await: () => (async () => await null)(),
}[kind]

// Frames of different sizes fill the stack at different places.
const walks = {
  small: level => {
    start()
    return walks.small(level + 1)
  },
  large: (level, ...given) => {
    start()
    const kept = [level, given]
    return walks.large(level + 1, kept.length, level, given) + kept[0]
  },
  builtin: level => {
    start()
    return [1].map(() => walks.builtin(level + 1))
  },
}

const server = http.createServer((_req, res) => {
  try {
    walks[size](0)
  } catch (error) {
    res.statusCode = 500
    return res.end(error.constructor.name)
  }
  res.end('not full')
})
server.listen(0, '127.0.0.1', async () => {
  const response = await fetch(`http://127.0.0.1:${server.address().port}/`)
  process.stdout.write(`${response.status} ${await response.text()}`)
  process.exit()
})
