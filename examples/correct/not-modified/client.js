// Asks twice, the second time with the ETag of the first answer.

const http = require('node:http')

const ask = (headers, onResponse) => http.get(process.argv[2], { headers }, onResponse)

ask({}, first => {
  first.resume()
  ask({ 'if-none-match': first.headers.etag }, second => {
    console.log(first.statusCode, second.statusCode)
    if (second.statusCode !== 304) process.exitCode = 1
  })
})
