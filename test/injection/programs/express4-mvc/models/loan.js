'use strict'

const loans = []

exports.all = () => loans

exports.start = function (book, member, callback) {
  if (loans.some(({ isbn }) => isbn === book.isbn)) {
    return process.nextTick(() => {
      callback(new Error('Is lent already'))
    })
  }
  const loan = { isbn: book.isbn, member }
  loans.push(loan)
  process.nextTick(() => callback(null, loan))
}

exports.stop = async function (isbn) {
  const index = loans.findIndex(loan => loan.isbn === isbn)
  if (index === -1) return false
  loans.splice(index, 1)
  return true
}
