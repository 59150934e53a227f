'use strict'

const Book = require('../models/book')
const Loan = require('../models/loan')
const { fail, ok } = require('./responses')

exports.index = function (req, res) {
  ok(res, Loan.all())
}

exports.create = function (req, res, next) {
  const { isbn, member } = req.body
  Book.find(isbn, function (err, book) {
    if (err) return next(err)
    if (!book) return fail(res, 404, 'No such book')
    Loan.start(book, member, function (err, loan) {
      if (err) {
        fail(res, 409, err.message)
      } else {
        res.cookie('loan', loan.isbn)
        ok(res, loan)
      }
    })
  })
}

exports.destroy = function (req, res, next) {
  Loan.stop(req.params.isbn)
    .then(function (stopped) {
      if (!stopped) {
        return fail(res, 404, 'No such loan')
      }
      res.status(204).end()
    })
    .catch(next)
}
