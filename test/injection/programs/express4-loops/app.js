// A price comparison: lists are searched, asked one by one and all at once, with loops, `async` and Bluebird.
//
// framework: Express 4
// request: GET /find/lamp
// request: GET /find/boat
// request: GET /cheapest
// request: GET /prices
// request: GET /stock/lamp
// request: GET /stock/boat
// request: GET /total
// request: GET /report
// request: GET /any/red
// request: GET /any/blue
// request: GET /labels
// request: GET /seen

const express = require('express')
const async = require('async')
const Bluebird = require('bluebird')
const { shops, priceAt, stockAt } = require('./shops')

const app = express()
const seen = []

app.get('/find/:name', (req, res) => {
  for (const shop of shops) {
    if (shop.items[req.params.name] !== undefined) {
      seen.push(shop.name)
      return res.json({ shop: shop.name, price: shop.items[req.params.name] })
    }
  }
  res.status(404).json({ error: 'nowhere' })
})

app.get('/cheapest', (req, res) => {
  let best = shops[0]
  for (const shop of shops) {
    if (shop.items.lamp < best.items.lamp) best = shop
  }
  res.set('X-Shop', best.name)
  res.json(best.items)
})

app.get('/prices', (req, res, next) => {
  async.map(
    shops,
    (shop, done) => priceAt(shop, 'lamp', done),
    (error, prices) => {
      if (error) return next(error)
      res.json(prices)
    },
  )
})

app.get('/stock/:name', (req, res, next) => {
  async.eachSeries(
    shops,
    (shop, done) => {
      stockAt(shop, req.params.name, (error, count) => {
        if (error) return done(error)
        seen.push(`${shop.name}: ${count}`)
        done()
      })
    },
    error => {
      if (error) {
        return res.status(404).json({ error: error.message })
      }
      res.json({ checked: shops.length })
    },
  )
})

app.get('/total', (req, res, next) => {
  let total = 0
  let left = shops.length
  shops.forEach(shop => {
    priceAt(shop, 'lamp', (error, price) => {
      if (error) return next(error)
      total += price
      left--
      if (left === 0) res.json({ total })
    })
  })
})

app.get('/report', (req, res) => {
  res.type('text')
  for (let index = 0; index < shops.length; index++) {
    res.write(`${shops[index].name}\n`)
  }
  res.end()
})

app.get('/any/:color', (req, res, next) => {
  Bluebird.any(shops.map(shop => shop.paints(req.params.color)))
    .then(name => {
      res.cookie('shop', name)
      res.send(name)
    })
    .catch(Bluebird.AggregateError, () => {
      res.status(404).send('nobody')
    })
    .catch(next)
})

app.get('/labels', (req, res, next) => {
  Bluebird.mapSeries(shops, shop => Bluebird.delay(1).then(() => shop.name.toUpperCase()))
    .then(labels => res.json(labels))
    .catch(next)
})

app.get('/seen', (req, res) => {
  res.json(seen)
})

app.use((error, req, res, next) => {
  res.status(500).json({ error: error.message })
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
