// Leaves after the first piece of the body, and stays around until the server has finished.

const http2 = require('node:http2')

const session = http2.connect(process.argv[2])
const request = session.request({ ':path': '/' })
request.once('data', () => {
  request.close(http2.constants.NGHTTP2_CANCEL)
  setTimeout(() => {
    console.log('left')
    session.close()
  }, 200)
})
