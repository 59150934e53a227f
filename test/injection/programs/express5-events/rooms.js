const { EventEmitter } = require('node:events')

class Rooms extends EventEmitter {
  #messages = new Map()

  messages(name) {
    return this.#messages.get(name) ?? []
  }

  say(name, text) {
    this.#messages.set(name, [...this.messages(name), text])
    this.emit(name, text)
  }
}

module.exports = { Rooms }
