import type { Part } from './way'

const sends = new Set(['writeHead', 'writeHeader', '_implicitHeader', 'flushHeaders', 'write', 'end'])

/**
 * The operation of Node that sent the response: the outermost one before the application is reached. `end` for a head
 * that went out with the body, `writeHead` for one sent by itself. Where no frame of Node is there to tell, `otherwise`.
 */
export function sendOf(way: readonly Part[], otherwise = 'writeHead'): string {
  let operation = otherwise
  for (const frame of way[0]?.frames ?? []) {
    if (frame.owner === 'app') break
    const name = frame.call.functionName
    if (frame.path.startsWith('node:_http_') && name !== null && sends.has(name)) operation = name
  }
  return operation === '_implicitHeader' ? 'writeHead' : operation
}
