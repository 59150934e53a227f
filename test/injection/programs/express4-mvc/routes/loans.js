'use strict'

const router = require('express').Router()
const loans = require('../controllers/loans')

router.get('/', loans.index)
router.post('/', loans.create)
router.delete('/:isbn', loans.destroy)

module.exports = router
