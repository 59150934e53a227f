const { Router } = require('express')
const shop = require('../shop')

const router = Router()

router.param('id', (req, res, next, id) => {
  if (!/^\d+$/.test(id)) {
    res.status(400).json({ error: 'ids are numbers' })
    return
  }
  next()
})

router.get('/', (req, res, next) => {
  shop
    .items()
    .then(items => {
      res.set('X-Items', String(items.length))
      res.json(items)
    })
    .catch(next)
})

router.get('/:id', (req, res, next) => {
  shop
    .item(Number(req.params.id))
    .then(item => {
      if (!item) {
        return res.status(404).json({ error: 'sold out' })
      }
      shop.seen.push(item.name)
      res.json(item)
    })
    .catch(error => next(error))
})

module.exports = router
