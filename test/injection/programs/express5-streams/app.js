// Files and streams: pipes, pipelines, uploads that are read by hand, and what to say when one of them fails.
//
// framework: Express 5
// request: GET /file/poem.txt
// request: GET /file/none.txt
// request: GET /raw/poem.txt
// request: GET /raw/none.txt
// request: GET /upper/poem.txt
// request: POST /count {"some":"text"}
// request: POST /count
// request: GET /lines
// request: GET /size/poem.txt
// request: GET /size/none.txt
// request: GET /download
// request: GET /opened

const express = require('express')
const { createReadStream, readFile, stat } = require('node:fs')
const { join } = require('node:path')
const { Readable, Transform, pipeline } = require('node:stream')

const app = express()
const folder = join(__dirname, 'files')
const opened = []

const pathOf = req => join(folder, req.params.name)

app.get('/file/:name', (req, res) => {
  const stream = createReadStream(pathOf(req))
  stream.once('open', () => {
    opened.push(req.params.name)
    res.type('text')
    stream.pipe(res)
  })
  stream.once('error', () => {
    res.status(404).send('no such file')
  })
})

app.get('/raw/:name', (req, res, next) => {
  readFile(pathOf(req), 'utf8', (error, text) => {
    if (error) {
      if (error.code === 'ENOENT') return res.status(404).send('no such file')
      return next(error)
    }
    res.set('X-Length', String(text.length))
    res.send(text)
  })
})

app.get('/upper/:name', (req, res) => {
  const upper = new Transform({
    transform(chunk, _encoding, callback) {
      callback(null, chunk.toString().toUpperCase())
    },
  })
  res.type('text')
  pipeline(createReadStream(pathOf(req)), upper, res, error => {
    if (error) console.error(error.message)
  })
})

app.post('/count', (req, res) => {
  let bytes = 0
  req.on('data', chunk => {
    bytes += chunk.length
  })
  req.on('end', () => {
    if (bytes === 0) {
      return res.status(400).json({ error: 'nothing came' })
    }
    res.json({ bytes })
  })
  req.on('error', error => {
    res.status(500).json({ error: error.message })
  })
})

app.get('/lines', async (req, res) => {
  res.type('text')
  for await (const line of Readable.from(['one', 'two', 'three'])) {
    res.write(`${line}\n`)
  }
  res.end()
})

app.get('/size/:name', (req, res, next) => {
  stat(pathOf(req), (error, stats) => {
    if (error) {
      res.status(404).json({ error: 'no such file' })
      return
    }
    res.json({ size: stats.size })
  })
})

app.get('/download', (req, res, next) => {
  res.attachment('poem.txt')
  res.sendFile(join(folder, 'poem.txt'), { lastModified: false, etag: false }, error => {
    if (error) next(error)
  })
})

app.get('/opened', (req, res) => {
  res.json(opened)
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
