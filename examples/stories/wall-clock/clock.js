const screens = new Set()

exports.addScreen = function addScreen(res) {
  res.writeHead(200, { 'Content-Type': 'text/plain' })
  screens.add(res)
}

exports.start = function start(interval) {
  setInterval(function tick() {
    for (const screen of screens) screen.write(`${new Date().toISOString()}\n`) // second
  }, interval).unref()
}
