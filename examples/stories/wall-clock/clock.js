const screens = new Set()

exports.addScreen = function addScreen(res) {
  res.writeHead(200, { 'Content-Type': 'text/plain' })
  screens.add(res)
}

/** Tells the time to all screens, so many times. */
exports.start = function start(interval, times) {
  let left = times
  const timer = setInterval(function tick() {
    if (screens.size === 0) return
    for (const screen of screens) screen.write(`${new Date().toISOString()}\n`) // second
    if (--left === 0) clearInterval(timer)
  }, interval)
}
