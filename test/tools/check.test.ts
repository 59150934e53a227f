import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../examples/run.mjs'
import { FileText } from '../../src/source/file-text'
import { parseWhole } from '../../src/source/syntax-tree'
import { checkSource } from '../../src/tools/check/check-source'
import { describe as described } from '../../src/tools/check/described-finding'

/** What is found in a program, as `first line > second line cause`. */
function found(text: string, name = 'app.ts', canGoOn = false): string[] {
  const source = parseWhole(new FileText(text), name, name)
  if (source === null) throw new Error(`${name} does not parse`)
  return checkSource(source, canGoOn)
    .found.map(double => described(double, source, name))
    .map(({ first, second, cause }) => `${first.site.line} > ${second.site.line} ${cause}`)
}

const handler = (...lines: string[]) => ['app.get("/", (req, res, next) => {', ...lines, '})'].join('\n')

describe('a function that can respond twice', () => {
  test.each([
    ['goes on', handler('res.send("a")', 'res.send("b")'), ['2 > 3 missing-return']],
    [
      'goes on after a branch',
      handler('if (!req.user) res.send("a")', 'res.send("b")'),
      ['2 > 3 missing-return'],
    ],
    [
      'sends in two branches',
      handler('if (a) res.send("a")', 'if (b) res.send("b")'),
      ['2 > 3 missing-return'],
    ],
    [
      'falls through',
      handler('switch (kind) { case 1:', 'res.send("a")', 'case 2:', 'res.send("b")', '}'),
      ['3 > 5 switch-fallthrough'],
    ],
    [
      'does not leave a loop',
      handler('for (const row of rows) {', 'if (row.id === id) res.json(row)', '}'),
      ['3 > 3 loop'],
    ],
    ['does not leave a while', handler('while (left-- > 0) {', 'res.json(row)', '}'), ['3 > 3 loop']],
    ['sends for each item', handler('rows.forEach(row => {', 'res.json(row)', '})'), ['3 > 3 loop']],
    [
      'sends and throws',
      handler('try {', 'res.json(one)', 'await audit()', '} catch {', 'res.status(500).end("x")', '}'),
      ['3 > 6 error-after-response'],
    ],
    ['sends in a chain', handler('res.sendStatus(404).json(body)'), ['2 > 2 chained-send']],
    ['sets a header late', handler('res.json(body)', 'res.cookie("seen", "1")'), ['2 > 3 late-header']],
    [
      'sends and calls next in a branch',
      handler('if (!ok) {', 'res.sendStatus(401)', 'next()', '}'),
      ['3 > 4 next-after-response'],
    ],
    ['calls next and sends', handler('next()', 'res.json(body)'), ['2 > 3 next-after-response']],
    ['calls next twice', handler('if (a) next()', 'next()'), ['2 > 3 next-twice']],
    [
      'sends a head and lets a framework send',
      handler('res.writeHead(200)', 'res.json(body)'),
      ['2 > 3 headers-flushed-early'],
    ],
    [
      'goes on along a chain of promises',
      handler(
        'find().then(one => {',
        'if (!one) return res.sendStatus(404)',
        'return one',
        '}).then(one => {',
        'res.json(one)',
        '})',
      ),
      ['3 > 6 missing-return'],
    ],
    [
      'sends in a chain and again where it fails',
      handler(
        'find().then(async one => {',
        'res.json(one)',
        'await audit(one)',
        '}).catch(() => res.sendStatus(500))',
      ),
      ['3 > 5 error-after-response'],
    ],
    [
      'starts work that sends',
      handler('res.sendStatus(202)', 'find((error, one) => {', 'res.json(one)', '})'),
      ['2 > 4 parallel-paths'],
    ],
    [
      'responds by a helper and goes on',
      [
        'function fail(res) {',
        'res.status(400).json({})',
        '}',
        handler('if (!ok) fail(res)', 'res.json(body)'),
      ].join('\n'),
      ['5 > 6 missing-return'],
    ],
    ['writes after the end', handler('res.end("a")', 'res.write("b")'), ['2 > 3 write-after-end']],
    [
      'is given its response by a type',
      'class Users { show(@Res() out: Response) {\nout.send("a")\nout.send("b")\n} }',
      ['2 > 3 missing-return'],
    ],
    [
      'responds by a part of `this`',
      'class A { show() {\nif (!this.user) this.res.redirect("/")\nthis.res.render("home")\n} }',
      ['2 > 3 missing-return'],
    ],
    [
      'responds by a part of `this` in a property',
      'class A { show = () => {\nif (!ok) this.response.end("a")\nthis.response.end("b")\n} }',
      ['2 > 3 missing-return'],
    ],
    [
      "responds by Koa's `ctx.res`",
      'app.use(async ctx => {\nif (!ok) ctx.res.end("a")\nctx.res.end("b")\n})',
      ['2 > 3 missing-return'],
    ],
    [
      "responds by h3's `event.node.res`",
      'defineEventHandler(event => {\nevent.node.res.end("a")\nevent.node.res.setHeader("a", "b")\n})',
      ['2 > 3 late-header'],
    ],
    [
      "responds by Fastify's `reply.raw`",
      'app.get("/", (request, reply) => {\nif (!ok) reply.raw.end("a")\nreply.send("b")\n})',
      ['2 > 3 missing-return'],
    ],
    [
      'sends a reply and returns a value',
      'app.get("/", async (request, reply) => {\nif (!ok) reply.code(404).send("a")\nreturn { id }\n})',
      ['2 > 3 two-responders'],
    ],
    [
      'takes the response out of its parameter',
      'const show = ({ req, res }) => {\nif (!ok) res.status(404).end()\nres.json(body)\n}',
      ['2 > 3 missing-return'],
    ],
    [
      'takes the response out of its context',
      'const show = ctx => {\nconst { res } = ctx\nif (!ok) res.end("a")\nres.end("b")\n}',
      ['3 > 4 missing-return'],
    ],
    [
      'gives the response another name',
      handler('const out = res', 'if (!ok) out.status(404).end()', 'res.json(body)'),
      ['3 > 4 missing-return'],
    ],
    [
      'is given its response by a renamed type',
      'class Users { show(@Res() out: ExpressResponse) {\nout.send("a")\nout.send("b")\n} }',
      ['2 > 3 missing-return'],
    ],
    [
      'does one mistake, which is found once',
      handler(
        'try {',
        'if (!one) res.sendStatus(404)',
        'await audit()',
        'res.json(one)',
        'res.end()',
        '} catch { res.sendStatus(500) }',
      ),
      ['3 > 5 missing-return'],
    ],
  ])('%s', (_what, text, expected) => {
    expect(
      found(
        text.replace(
          /^app\.get\("\/", \(/m,
          text.includes('await') ? 'app.get("/", async (' : 'app.get("/", (',
        ),
      ),
    ).toEqual(expected)
  })
})

describe('a function that responds once', () => {
  test.each([
    ['returns', handler('if (!a) return res.send("a")', 'res.send("b")')],
    ['has an else', handler('if (!a) res.send("a")', 'else res.send("b")')],
    ['asks the opposite', handler('if (!a) res.send("a")', 'if (a) res.send("b")')],
    [
      'compares with other values',
      handler('if (kind === "a") res.send("a")', 'if (kind === "b") res.send("b")'),
    ],
    ['asks whether it has sent', handler('res.send("a")', 'if (!res.headersSent) res.send("b")')],
    [
      'keeps in mind that it has sent',
      handler('let isSent = false', 'if (a) { res.send("a"); isSent = true }', 'if (!isSent) res.send("b")'),
    ],
    [
      'leaves the loop',
      handler('for (const row of rows) {', 'if (row.id === id) { res.json(row); break }', '}'),
    ],
    ['breaks', handler('switch (kind) { case 1:', 'res.send("a"); break', 'case 2:', 'res.send("b")', '}')],
    ['sends last in a try', handler('try {', 'res.json(load())', '} catch {', 'res.sendStatus(500)', '}')],
    [
      'sends last in a promise',
      handler('load().then(one => res.json(one)).catch(() => res.sendStatus(500))'),
    ],
    ['sends in parts', handler('res.writeHead(200)', 'res.write("a")', 'res.end("b")')],
    ['ends again with nothing', handler('res.end("a")', 'res.end()')],
    [
      'sends a file and hands on its error',
      handler('res.sendFile(file, error => {', 'if (error) next(error)', '})'),
    ],
    [
      'renders and sends what it has got',
      handler('res.render("page", (error, html) => {', 'res.send(html)', '})'),
    ],
    ['means others to work after it', handler('res.json(body)', 'next()')],
    [
      'calls its callback for one of two',
      handler('load((error, one) => {', 'if (error) return next(error)', 'res.json(one)', '})'),
    ],
    [
      'counts what it has sent',
      handler(
        'let count = 0',
        'for (const row of rows) {',
        'if (count === 0) { res.set("a", "b"); res.write("a") }',
        'res.write(row); count += 1',
        '}',
      ),
    ],
    ['ends a chain of restify', handler('if (!ok) {', 'res.send(403)', 'return next(false)', '}', 'next()')],
    ['goes on from a redirect of its own', handler('res.redirect(url, 301).body(url).send()')],
    [
      'replaces the method',
      ['res.send = once(res.send)', handler('res.send("a")', 'res.send("b")')].join('\n'),
    ],
    [
      'reads the response to its own request',
      'fetch(url).then(res => {\nconst one = res.json()\nreturn res.json()\n})',
    ],
    ['ends another stream', handler('store.end("a")', 'store.end("b")', 'res.end()')],
    [
      'calls its middleware as it ends, and handles its errors',
      handler('(async () => {', 'if (!ok) return next()', 'await load()', '})().catch(next)'),
    ],
    [
      'handles the errors of a function that it calls',
      handler('(async () => {', 'if (!ok) return next()', 'await load()', '})().catch(error => next(error))'),
    ],
    [
      'waits for its middleware in a try',
      handler('try {', 'await load()', 'await next()', '} catch { res.sendStatus(500) }').replace(
        '(req',
        'async (req',
      ),
    ],
    [
      'has a template engine',
      'require(["engine"], (app, engine) => { for (const row of rows) engine.render(row) })',
    ],
    [
      'has a response of another kind inside',
      handler('await load(url).then(res => { res.json(one); res.json(two) })'),
    ],
    [
      'sets what Adonis sends later',
      'class A { show({ response }) { response.status(404).send("a")\nresponse.send("b") } }',
    ],
    ["keeps to Koa's body", 'app.use(async (ctx, next) => { ctx.body = 1\nawait next()\nctx.body = 2 })'],
    ['returns its reply', 'app.get("/", async (request, reply) => { reply.send(1)\nreturn reply })'],
    [
      'sends entries of a directory',
      `const ldap = require("ldapjs")\n${handler('res.send(a)', 'res.send(b)')}`,
    ],
    ['is a plugin of restify', handler('if (!ok) { res.send(403, body)', 'return next() }', 'next()')],
    ['ends the process', handler('if (!ok) { res.send("a"); process.exit(1) }', 'res.send("b")')],
  ])('%s', (_what, text) => {
    expect(found(text)).toEqual([])
  })

  test('and calls next, as restify wants it', () => {
    expect(found(handler('if (a) { res.send("a")', 'next() }'), 'app.js', true)).toEqual([])
  })
})

test('a function with too many paths is followed as far as it goes', () => {
  const loops = Array.from({ length: 40 }, (_, index) => `for (const a${index} of b) {`).join('')
  const source = parseWhole(
    new FileText(handler(`${loops}x()${'}'.repeat(40)}`, 'res.end()')),
    'a.js',
    'a.js',
  )
  expect(source && checkSource(source, false)).toMatchObject({ found: [], handlers: 1, cut: 1 })
})

test('nothing is found in the correct programs', () => {
  const files = filesOf('examples/correct', 'test/injection/programs', 'src')
  expect(files.length).toBeGreaterThan(300)
  expect(files.flatMap(file => found(textOf(file), file).map(each => `${file}: ${each}`))).toEqual([])
})

test('stories whose mistake is in one function are found', () => {
  const files = filesOf('examples/stories').filter(file => found(textOf(file), file).length > 0)
  const stories = new Set(files.map(file => file.split('/')[2]))
  expect(stories.size).toBeGreaterThanOrEqual(16)
})

function filesOf(...folders: string[]): string[] {
  return execFileSync('git', ['ls-files', ...folders], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter(file => /\.[cm]?[jt]s$/.test(file) && !/story\.mjs$/.test(file))
}

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
