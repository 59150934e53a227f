// Photos are uploaded to a family album and made smaller, and no request may take longer than a moment. When the time is
// over connect-timeout hands an error on, which is answered; the work goes on behind its back and answers as well.
//
// cause: timeout-race

const express = require('express')
const multer = require('multer')
const timeout = require('connect-timeout')
const { shrink } = require('./images')

const app = express()
const upload = multer({ storage: multer.memoryStorage() })

app.use(timeout('50ms'))

app.post('/photos', upload.single('photo'), function addPhoto(req, res) {
  shrink(req.file.buffer, (error, photo) => {
    if (error) return res.status(422).json({ error: 'this is no photo' })
    res.status(201).json({ name: req.file.originalname, size: photo.length }) // second
  })
})

app.use(function failed(error, _req, res, _next) {
  res.status(error.status ?? 500).json({ error: error.message }) // first
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
