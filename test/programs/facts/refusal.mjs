import { ServerResponse } from 'node:http'
import { createRequire } from 'node:module'

/** The operations that are guarded. Some do not exist in every version of Node. */
export const { headerOperations } = createRequire(import.meta.url)('../../../dist/src/detect/operations.js')

/** A response, made by hand, whose head is sent. */
export function sentResponse() {
  const response = new ServerResponse({
    method: 'GET',
    headers: {},
    httpVersionMajor: 1,
    httpVersionMinor: 1,
  })
  return response.writeHead(200)
}

/** The error of what must be refused. */
export function refusalOf(operate) {
  try {
    operate()
  } catch (error) {
    return error
  }
  throw new Error('it is not refused')
}

/** Resolves when an emitter has emitted an event. */
export const done = (emitter, event) => new Promise(resolve => emitter.once(event, resolve))
