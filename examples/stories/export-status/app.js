// A page waits for an export: the server looks every few milliseconds whether the file is there, and answers then. The timer
// is stopped where the export has failed, and nobody noticed that it goes on where it has worked.
//
// request: GET /exports/7/wait
// cause: callback-twice

const express = require('express')
const jobs = require('./jobs')

const app = express()

app.get('/exports/:id/wait', function waitForExport(req, res) {
  const job = jobs.start(req.params.id)
  const timer = setInterval(() => {
    if (job.state === 'running') return
    if (job.state === 'done') {
      res.json({ url: `/files/${job.file}` }) // first // second
    } else {
      clearInterval(timer)
      res.status(502).json({ error: job.state })
    }
  }, 10)
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
