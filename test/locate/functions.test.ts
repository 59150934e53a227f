import { describe, expect, it } from 'vitest'
import { aResponse, folderOf, linesIn, marksOf, once, preload, run } from '../program'

const both = "res.end('found') // first\n  try {\n    res.setHeader('a', 'b') // second\n  } catch {}"

const programs: [string, string, string][] = [
  ['a function', `function show() {\n  ${both}\n}\nshow()`, 'show'],
  ['a function expression', `const show = function () {\n  ${both}\n}\nshow()`, 'show'],
  ['an arrow', `const show = () => {\n  ${both}\n}\nshow()`, 'show'],
  ['an anonymous arrow', `;(() => {\n  ${both}\n})()`, '<anonymous>'],
  ['an anonymous callback', `;[1].forEach(() => {\n  ${both}\n})`, '<anonymous>'],
  ['the top of a file', both, '<anonymous>'],
  ['a method', `const shop = {\n  show() {\n  ${both}\n  },\n}\nshop.show()`, 'show'],
  ['a method of a class', `class Shop {\n  show() {\n  ${both}\n  }\n}\nnew Shop().show()`, 'show'],
  ['a static method', `class Shop {\n  static show() {\n  ${both}\n  }\n}\nShop.show()`, 'show'],
  [
    'a private method',
    `class Shop {\n  #show() {\n  ${both}\n  }\n  go() { this.#show() }\n}\nnew Shop().go()`,
    '#show',
  ],
  ['a field', `class Shop {\n  show = () => {\n  ${both}\n  }\n}\nnew Shop().show()`, 'show'],
  ['a constructor', `class Shop {\n  constructor() {\n  ${both}\n  }\n}\nnew Shop()`, 'Shop'],
  ['a static block', `class Shop {\n  static {\n  ${both}\n  }\n}`, '<static_initializer>'],
  ['a getter', `const shop = {\n  get open() {\n  ${both}\n  },\n}\nshop.open`, 'get open'],
  ['a setter', `const shop = {\n  set open(_) {\n  ${both}\n  },\n}\nshop.open = 1`, 'set open'],
  [
    'a symbol',
    `const shop = {\n  [Symbol.toPrimitive]() {\n  ${both}\n  },\n}\n;\`\${shop}\``,
    '[Symbol.toPrimitive]',
  ],
  ['a generator', `function* show() {\n  ${both}\n}\n;[...show()]`, 'show'],
  ['an async generator', `async function* show() {\n  ${both}\n}\nshow().next()`, 'show'],
  ['a tagged template', `function show() {\n  ${both}\n}\nshow\`\``, 'show'],
  ['a bound function', `function show() {\n  ${both}\n}\nshow.bind(null)()`, 'show'],
  ['a Proxy', `function show() {\n  ${both}\n}\nnew Proxy(show, {})()`, 'show'],
  ['an async function', `async function show() {\n  ${both}\n}\nshow()`, 'show'],
  [
    'an async function, after awaits',
    `async function show() {\n  await 1\n  await 2\n  ${both}\n}\nshow()`,
    'show',
  ],
  ['a then', `Promise.resolve().then(function show() {\n  ${both}\n})`, 'show'],
  ['a timer', `setTimeout(function show() {\n  ${both}\n}, 1)`, 'show'],
  ['an immediate', `setImmediate(function show() {\n  ${both}\n})`, 'show'],
  ['a tick', `process.nextTick(function show() {\n  ${both}\n})`, 'show'],
  ['a listener', `process.on('x', function show() {\n  ${both}\n}).emit('x')`, 'show'],
]

describe('names the lines and the function of', () => {
  const fileOf = (kind: string) => `${kind}.js`
  const files = Object.fromEntries(programs.map(([kind, program]) => [fileOf(kind), aResponse + program]))
  const app = programs.map(([kind]) => `require(${JSON.stringify(`./${fileOf(kind)}`)})\n`).join('')

  for (const [how, args] of [
    ['', preload],
    [', from the text of the stack', ['--frozen-intrinsics', ...preload]],
  ] as [string, string[]][]) {
    const running = once(() => run(folderOf({ ...files, 'app.js': app }), { args }))
    it.each(programs)(`%s${how}`, async (kind, program, name) => {
      const { conflicts } = await running()
      const marks = marksOf(fileOf(kind), aResponse + program)
      const conflict = conflicts.find(found => linesIn(found).first === marks.first)
      expect(linesIn(conflict)).toEqual(marks)
      expect(conflict?.first.site?.function).toBe(name)
      expect(conflict?.second.site?.function).toBe(name)
    })
  }
})

describe('the way to an attempt', () => {
  const waysOf = (text: string, args?: string[]) =>
    run(folderOf({ 'app.js': text }), args && { args }).then(({ conflicts }) =>
      conflicts[0]?.second.path?.map(part => [
        part.reason,
        part.frames.filter(frame => frame.owner === 'app').map(frame => frame.function),
      ]),
    )

  const awaiting = `${aResponse}res.end()
async function third() { await 1; await 2; res.setHeader('a', 'b') }
async function second() { await 1; await third() }
async function first() { await second() }
first().catch(() => {})
`

  it('goes on through what awaits', async () => {
    expect(await waysOf(awaiting)).toEqual([
      [null, ['third']],
      ['await', ['second', 'first']],
    ])
  })

  it('goes on through what awaits, from the text of the stack', async () => {
    expect(await waysOf(awaiting, ['--frozen-intrinsics', ...preload])).toEqual([
      [null, ['third']],
      ['await', ['second', 'first']],
    ])
  })

  it('goes on through what awaits several', async () => {
    const text = awaiting.replace('await third()', 'await Promise.all([third()])')
    expect(await waysOf(text)).toEqual([
      [null, ['third']],
      ['await', ['second', 'first']],
    ])
  })

  it('names what is awaited in a package', async () => {
    const folder = folderOf({
      'node_modules/render/package.json': '{ "name": "render", "version": "1.2.3" }',
      'node_modules/render/index.js': 'exports.render = async function render(res) { await 1; res.end() }',
      'app.js': `${aResponse}
async function show() {
  await require('render').render(res) // first
  res.setHeader('a', 'b') // second
}
show().catch(() => {})
`,
    })
    const { conflicts, stderr } = await run(folder)
    expect(conflicts[0]?.first).toMatchObject({ via: 'render', site: { function: 'show', line: 4 } })
    expect(stderr).toContain('by render of render@1.2.3')
  })
})
