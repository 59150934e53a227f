// The API of a weather station, moved from plain `node:http` to Express by replacing each `res.end` by the shorter
// `res.send`. The `res.writeHead` above it stayed, and has sent the headers that `res.send` wants to add to.
//
// request: GET /weather/oslo
// cause: headers-flushed-early

const express = require('express')
const stations = require('./stations.json')

const app = express()

app.get('/weather/:city', function showWeather(req, res) {
  const weather = stations[req.params.city]
  if (weather === undefined) return res.sendStatus(404)
  res.writeHead(200) // first
  res.send(weather) // second
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
