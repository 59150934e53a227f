import { describe, expect, test } from 'vitest'
import { functionOf } from '../../src/diagnose/syntax/function-of'
import { functionResponds } from '../../src/diagnose/syntax/responds-always'
import { FileText } from '../../src/source/file-text'
import { parseAround } from '../../src/source/syntax-tree'

const helpers = `
const show = (res, text) => res.end(text)
function log(res) {}
function either(response, ok) { if (ok) { response.json(ok); return } response.sendStatus(404) }
`

function responds(body: string): boolean {
  const text = `function handle(req, res, next) { ${body} }\n${helpers}`
  const { tree } = parseAround(new FileText(text), 0, 'app.js', 'app.js')
  const fn = tree === null ? null : functionOf({ type: 'Identifier', name: 'handle' } as never, tree)
  if (tree === null || fn === null) throw new Error('does not parse')
  const means = { source: tree, responses: new Set(['res']), continuations: new Set(['next']) }
  return functionResponds(fn, means, ['req', 'res', 'next'])
}

describe('a function always responds', () => {
  test.each([
    'res.end()',
    'res.status(404).json({})',
    'if (req.a) return res.end(); res.end()',
    'if (req.a) res.end(); else next()',
    'if (req.a) { next(); return } res.end()',
    'res.ended ? next() : res.end()',
    'switch (req.a) { case 1: res.end(); break; default: next() }',
    'switch (req.a) { case 1: break; case 2: return res.end() } next()',
    'try { res.json(read()) } catch (error) { next(error) }',
    'try { read() } finally { res.end() }',
    'show(res, 1)',
    'either(res, req.a)',
    'setTimeout(() => res.end(), 5)',
    'process.nextTick(next, new Error())',
    'read((error, text) => { if (error) return next(error); res.end(text) })',
    'read().then(text => res.end(text)).catch(next)',
    "req.on('end', () => res.end())",
    'file.pipe(res)',
    'for (const a of req.b) { if (a) return res.end() } next()',
    '(async () => { await read(); res.end() })()',
  ])('%s', body => {
    expect(responds(body)).toBe(true)
  })
})

describe('a function does not always respond', () => {
  test.each([
    '',
    'res.write(1)',
    'if (req.a) res.end()',
    'if (req.a) return; res.end()',
    'req.a && res.end()',
    'switch (req.a) { case 1: res.end() }',
    'switch (req.a) { case 1: break; default: res.end() }',
    'try { res.json(read()) } catch (error) { console.error(error) }',
    'log(res)',
    'imported(res)',
    'req.list.forEach(each => res.end(each))',
    'for (const a of req.b) res.end(a)',
    "req.on('error', () => res.end())",
    "req.on('close', () => res.end())",
    'setInterval(() => res.end(), 5)',
    'read(res => res.end())',
    'read((error, text) => { if (error) res.end() })',
    'read().catch(next)',
    'throw new Error()',
  ])('%s', body => {
    expect(responds(body)).toBe(false)
  })
})
