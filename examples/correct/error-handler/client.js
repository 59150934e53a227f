// Asks for the page that breaks, and takes what comes of it.

const http = require('node:http')

http.get(`${process.argv[2]}/broken`, response => {
  response.resume().on('error', () => {})
  response.on('close', () => console.log(response.complete ? 'whole' : 'broken off'))
})
