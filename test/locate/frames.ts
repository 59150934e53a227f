import type { PathSegment } from '../../src/locate/async-path'
import type { Frame } from '../../src/locate/frame'
import { type CallSite, isResponse } from '../../src/source/call-site'
import type { Source } from '../../src/source/sources'

/** A call by hand: `ServerResponse.json`, `async show`. */
export function call(called: string, file = '/shop/app.js', line = 1, column = 1): CallSite {
  const [, isAsync, typeName = null, functionName = null] =
    /^(async )?(?:(\w+)\.)?(.+)?$/.exec(called.trim()) ?? []
  return {
    file,
    line,
    column,
    functionName,
    typeName,
    methodName: isResponse(typeName) ? (functionName?.split('.').at(-1) ?? null) : null,
    isAsync: isAsync !== undefined,
    callee: null,
    offset: null,
    hash: null,
  }
}

/** What packages depend on. */
const declared: Readonly<Record<string, readonly string[]>> = {
  'express@5.3.0': ['router', 'finalhandler', 'serve-static', 'send'],
  'koa@3.3.0': ['koa-compose', 'cookies'],
}

/** A file that nobody can read. */
export const unread: Source = { content: null, treeAt: () => null, isTooLong: false }

/** A frame by hand: `app show`, `express@5.3.0 ServerResponse.json`, `node:_http_outgoing ServerResponse.end`. */
export function frame(text: string): Frame {
  const [, owner = '', called = ''] = /^(\S+) ?(.*)$/.exec(text) ?? []
  const kind = owner === 'app' ? 'app' : owner.startsWith('node:') ? 'node' : 'package'
  const file =
    kind === 'node' ? owner : kind === 'app' ? '/shop/app.js' : `/shop/node_modules/${owner}/index.js`
  const whose =
    kind === 'package' ? { owner: kind, package: owner, dependencies: declared[owner] } : { owner: kind }
  const made = call(called, file)
  return {
    ...(whose as { owner: 'app' }),
    file,
    line: 1,
    column: 1,
    function: made.functionName ?? '<anonymous>',
    path: file,
    source: unread,
    isMapped: false,
    isGenerated: false,
    call: made,
  }
}

/** A way by hand, each part a list of frames, innermost first. */
export function way(...parts: string[][]): PathSegment[] {
  return parts.map((frames, index) => ({
    reason: index === 0 ? null : 'await',
    frames: frames.map(frame),
    hop: null,
  }))
}
