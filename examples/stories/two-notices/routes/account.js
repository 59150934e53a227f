const { Router } = require('express')
const customers = require('../customers')

const router = Router()

router.get('/:id', function showAccount(req, res) {
  const customer = customers.get(Number(req.params.id))
  if (customer === undefined) return res.status(404).render('unknown')

  if (customer.unpaid > 0) {
    res.status(402).render('invoice', { customer }) // first
  }
  if (customer.parcels.length > 0) {
    res.render('parcels', { customer }) // second
  }
})

module.exports = router
