'use strict'

const books = new Map([['1984', { isbn: '1984', title: 'Nineteen Eighty-Four' }]])

exports.all = function (callback) {
  setImmediate(() => callback(null, [...books.values()]))
}

exports.find = function (isbn, callback) {
  if (typeof isbn !== 'string') return callback(new Error('an ISBN, please'))
  setTimeout(() => callback(null, books.get(isbn)), 1)
}

exports.add = function ({ isbn, title }, callback) {
  if (books.has(isbn)) {
    const error = new Error('Is there already')
    error.code = 'EXISTS'
    return setImmediate(callback, error)
  }
  books.set(isbn, { isbn, title })
  setImmediate(callback, null, books.get(isbn))
}
