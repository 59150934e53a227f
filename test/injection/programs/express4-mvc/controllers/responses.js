'use strict'

exports.ok = function ok(res, value) {
  res.status(200).json(value)
}

exports.fail = function fail(res, status, message) {
  res.status(status)
  res.json({ message })
}
