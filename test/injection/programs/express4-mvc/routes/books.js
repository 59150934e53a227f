'use strict'

const router = require('express').Router()
const books = require('../controllers/books')

router.get('/', books.index)
router.get('/:isbn', books.load, books.show)
router.post('/', books.validate, books.create)

module.exports = router
