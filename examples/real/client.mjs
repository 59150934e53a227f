// What the clients of the stories do. Each resolves when the client is done, however that ended.
import { request } from 'node:http'
import { connect } from 'node:net'

/**
 * Makes a request and reads its response to the end, or to where it breaks off. `onBody` is called with the first piece of
 * the body.
 *
 * @returns the response, or an empty object where none came.
 */
export function exchange(url, { method = 'GET', headers = {}, body, onBody = () => {} } = {}) {
  return new Promise(resolve => {
    request(url, { method, headers, agent: false }, response =>
      response
        .once('data', onBody)
        .resume()
        .once('error', () => {})
        .once('close', () => resolve(response)),
    )
      .once('error', () => resolve({}))
      .end(body)
  })
}

/** Makes a request and leaves when the body of its response begins. */
export function leave(url) {
  return new Promise(resolve => {
    request(url, { agent: false }, response =>
      response
        .once('data', () => response.destroy())
        .once('error', () => {})
        .once('close', () => resolve()),
    )
      .once('error', () => resolve())
      .end()
  })
}

/** Requests some paths of a server at once on one connection, and resets it when the first response begins. */
export function leavePipelined(origin, paths) {
  const { host, hostname, port } = new URL(origin)
  return new Promise(resolve => {
    const socket = connect(Number(port), hostname)
    for (const path of paths) socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    socket
      .once('data', () => socket.resetAndDestroy())
      .once('error', () => {})
      .once('close', () => resolve())
  })
}
