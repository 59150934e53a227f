import { describe, expect, it } from 'vitest'
import { sendOf } from '../../src/locate/operation'
import { way } from './frames'

const http = (name: string) => `node:_http_outgoing ServerResponse.${name}`
const head = [
  'node:_http_server ServerResponse.writeHead',
  'node:_http_server ServerResponse._implicitHeader',
]

describe('what sent the response', () => {
  it.each([
    ['writeHead', [head[0], 'app show']],
    ['writeHead', [head[0], 'session@1.0.0 ServerResponse.writeHead', 'app show']],
    ['end', [...head, http('end'), 'app show']],
    ['end', [...head, 'node:_http_outgoing write_', http('end'), 'app show']],
    ['write', [...head, 'node:_http_outgoing write_', http('write'), 'app show']],
    ['flushHeaders', [...head, http('flushHeaders'), 'app show']],
    ['end', [...head, http('end'), 'express@5.3.0 ServerResponse.json', 'app show']],
    ['end', [...head, http('end'), 'express@5.3.0 ServerResponse.json']],
    ['writeHead', [...head, 'app Shop.end']],
    ['end', [...head, http('end'), 'app show', http('write'), 'app main']],
    ['writeHead', []],
  ])('%s', (operation, frames) => {
    expect(sendOf(way(frames as string[]))).toBe(operation)
  })
})
