// Crashes by an operation that comes too late over HTTP/2 and whose error no one catches: `node http2-crash.mjs setHeader`.
import { once } from 'node:events'
import http2 from 'node:http2'
import { headerOperations } from './late-operations.mjs'

export const operations = {
  ...headerOperations,
  respond: res => res.stream.respond({ ':status': 500 }),
  respondWithFD: res => res.stream.respondWithFD(0),
  respondWithFile: res => res.stream.respondWithFile('nowhere'),
  additionalHeaders: res => res.stream.additionalHeaders({ ':status': 103 }),
}

const operate = operations[process.argv[2]]

if (operate !== undefined) {
  const isClosed = process.argv[3] === 'closed'
  const server = http2.createServer(async function respond(_req, res) {
    server.close()
    const closed = once(res.stream, 'close')
    res.end('first')
    if (isClosed) await closed
    // Not in a promise, whose rejection would be another thing.
    setImmediate(function late() {
      operate(res)
      client.close()
    })
  })
  await once(server.listen(0, 'localhost'), 'listening')
  const client = http2.connect(`http://localhost:${server.address().port}`).on('error', () => {})
  client
    .request()
    .on('error', () => {})
    .resume()
}
