const pages = { home: 'welcome', secret: 'the treasure is below the stairs' }

exports.read = function read(name, callback) {
  setTimeout(() => {
    callback(null, pages[name])
  }, 1)
}

exports.write = function write(name, text, callback) {
  if (typeof text !== 'string') {
    return process.nextTick(callback, new Error('no text'))
  }
  pages[name] = text
  process.nextTick(callback, null)
}
