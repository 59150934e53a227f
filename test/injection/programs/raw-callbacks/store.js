var notes = [{ id: 1, text: 'bread' }]
var next = 2

exports.all = function (callback) {
  setImmediate(function () {
    callback(null, notes.slice())
  })
}

exports.get = function (id, callback) {
  setTimeout(function () {
    var found = notes.filter(function (note) {
      return note.id === Number(id)
    })[0]
    callback(null, found)
  }, 2)
}

exports.add = function (text, callback) {
  if (text.length > 100) {
    return process.nextTick(callback, new Error('too long'))
  }
  var note = { id: next++, text: text }
  notes.push(note)
  process.nextTick(callback, null, note)
}

exports.remove = function (id, callback) {
  var index = notes.findIndex(function (note) {
    return note.id === Number(id)
  })
  if (index === -1) {
    return setImmediate(function () {
      callback(new Error('no such note'))
    })
  }
  notes.splice(index, 1)
  setImmediate(callback)
}
