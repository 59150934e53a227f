// Leaves after the first piece of the body, and stays around until the server has finished.

const http = require('node:http')

http.get(process.argv[2], response => {
  response.once('data', () => {
    response.destroy()
    setTimeout(() => console.log('left'), 200)
  })
  response.on('error', () => {})
})
