const { Router } = require('express')
const shop = require('../shop')

const router = Router()
const cart = []

function notEmpty(req, res, next) {
  if (cart.length === 0) {
    return res.status(409).json({ error: 'the cart is empty' })
  }
  next()
}

router.post('/', (req, res, next) => {
  shop
    .item(req.body.item)
    .then(item => {
      if (item === undefined) {
        return res.status(404).json({ error: 'no such item' })
      }
      cart.push(item)
      res.cookie('cart', String(cart.length))
      res.status(201).json({ items: cart.length })
    })
    .catch(next)
})

router.get('/', (req, res) => {
  res.json({ items: cart, seen: shop.seen })
})

router.post('/checkout', notEmpty, (req, res, next) => {
  shop
    .discount(req.body.coupon)
    .then(factor => {
      const total = cart.reduce((sum, { price }) => sum + price, 0) * factor
      shop.orders.push(total)
      return shop.book(total)
    })
    .then(number => {
      res.location(`/orders/${number}`)
      res.json({ order: number })
    })
    .catch(error => {
      if (error.code === 'COUPON') {
        return res.status(422).json({ error: error.message })
      }
      next(error)
    })
})

router.get('/receipt', (req, res, next) => {
  if (shop.orders.length === 0) return next()
  shop
    .receipt(shop.orders.at(-1))
    .then(
      text => {
        res.type('text/plain')
        res.send(text)
      },
      error => {
        res.status(500).send(error.message)
      },
    )
})

module.exports = router
