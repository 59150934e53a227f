'use strict'

const Book = require('../models/book')

exports.index = function (req, res, next) {
  Book.all(function (err, books) {
    if (err) return next(err)
    res.set('X-Count', books.length)
    res.json(books)
  })
}

exports.load = function (req, res, next) {
  Book.find(req.params.isbn, function (err, book) {
    if (err) return next(err)
    if (!book) {
      res.status(404).json({ message: 'No such book' })
      return
    }
    req.book = book
    next()
  })
}

exports.show = function (req, res) {
  res.format({
    json: function () {
      res.json(req.book)
    },
    default: function () {
      res.type('txt')
      res.send(req.book.title)
    },
  })
}

exports.validate = function (req, res, next) {
  const missing = ['isbn', 'title'].filter(name => !req.body[name])
  if (missing.length > 0) {
    return res.status(422).json({ missing })
  }
  next()
}

exports.create = function (req, res, next) {
  Book.add(req.body, function (err, book) {
    if (err && err.code === 'EXISTS') {
      return res.status(409).json({ message: err.message })
    }
    if (err) {
      return next(err)
    }
    res.location('/books/' + book.isbn)
    res.status(201).json(book)
  })
}
