import { describe, expect, test } from 'vitest'
import { applyEdits } from '../../src/diagnose/edits/apply-edits'
import { folderOf, run } from '../program'

const rest = `

process.on('uncaughtException', () => {}).on('unhandledRejection', () => {})
const server = require('node:http').createServer(handle).listen(0, '127.0.0.1', async () => {
  const url = \`http://127.0.0.1:\${server.address().port}/bad\`
  await fetch(url, { signal: AbortSignal.timeout(1000) }).then(response => response.text()).catch(() => {})
  setTimeout(() => process.exit(), 50)
})
`

interface Row {
  readonly title: string
  readonly mistaken: string
  readonly edited: string
}

const table: readonly Row[] = [
  {
    title: 'tabs and semicolons',
    mistaken:
      "function handle(req, res) {\n\tif (req.url === '/bad') {\n\t\tres.writeHead(404).end('bad');\n\t\tconsole.log('bad');\n\t}\n\tres.writeHead(200).end('fine');\n}",
    edited:
      "function handle(req, res) {\n\tif (req.url === '/bad') {\n\t\tres.writeHead(404).end('bad');\n\t\tconsole.log('bad');\n\t\treturn;\n\t}\n\tres.writeHead(200).end('fine');\n}",
  },
  {
    title: 'the line ends of Windows',
    mistaken:
      "const handle = (req, res) => {\r\n  res.end('fine');\r\n  res.setHeader('X-By', 'us'); // late\r\n}",
    edited: "const handle = (req, res) => {\r\n  res.setHeader('X-By', 'us');\r\n  res.end('fine');\r\n}",
  },
  {
    title: 'no semicolons, and a remark at the end of the line',
    mistaken:
      "const handle = (req, res) => {\n  switch (req.url) {\n    case '/bad':\n      res.writeHead(404).end('bad') // nobody\n    default:\n      res.writeHead(200).end('fine')\n  }\n}",
    edited:
      "const handle = (req, res) => {\n  switch (req.url) {\n    case '/bad':\n      res.writeHead(404).end('bad') // nobody\n      break\n    default:\n      res.writeHead(200).end('fine')\n  }\n}",
  },
  {
    title: 'cases on one line',
    mistaken:
      "const handle = (req, res) => {\n  switch (req.url) {\n    case '/bad': res.writeHead(404); res.end('bad')\n    default: res.writeHead(200); res.end('fine')\n  }\n}",
    edited:
      "const handle = (req, res) => {\n  switch (req.url) {\n    case '/bad': res.writeHead(404); res.end('bad'); break\n    default: res.writeHead(200); res.end('fine')\n  }\n}",
  },
  {
    title: 'a function on one line',
    mistaken: "const handle = (req, res) => { res.end('fine'); res.setHeader('X-By', 'us') }",
    edited: "const handle = (req, res) => { res.setHeader('X-By', 'us'); res.end('fine'); }",
  },
  {
    title: 'a branch without braces on a line of its own, in a function whose value counts',
    mistaken:
      "const show = async (req, res) => {\n  if (req.url === '/bad')\n    res.writeHead(404).end('bad')\n  res.writeHead(200).end('fine')\n}\nconst handle = (req, res) => {\n  show(req, res).catch(() => {})\n}",
    edited:
      "const show = async (req, res) => {\n  if (req.url === '/bad') {\n    res.writeHead(404).end('bad')\n    return\n  }\n  res.writeHead(200).end('fine')\n}\nconst handle = (req, res) => {\n  show(req, res).catch(() => {})\n}",
  },
  {
    title: 'a call over several lines',
    mistaken:
      "const handle = (req, res) => {\n  if (req.url === '/bad') {\n    res\n      .writeHead(404)\n      .end('bad')\n  }\n  res.writeHead(200).end('fine')\n}",
    edited:
      "const handle = (req, res) => {\n  if (req.url === '/bad') {\n    return res\n      .writeHead(404)\n      .end('bad')\n  }\n  res.writeHead(200).end('fine')\n}",
  },
  {
    title: 'an operator in the place of a branch',
    mistaken:
      "const handle = async (req, res) => {\n  req.url === '/bad' && res.writeHead(404).end('bad')\n  res.writeHead(200).end('fine')\n}",
    edited:
      "const handle = async (req, res) => {\n  if (req.url === '/bad') return res.writeHead(404).end('bad')\n  res.writeHead(200).end('fine')\n}",
  },
  {
    title: 'a method of a class, as a field',
    mistaken:
      "class Pages {\n  static handle = (req, res) => {\n    if (req.url === '/bad') res.writeHead(404).end('bad')\n    res.writeHead(200).end('fine')\n  }\n}\nconst { handle } = Pages",
    edited:
      "class Pages {\n  static handle = (req, res) => {\n    if (req.url === '/bad') return res.writeHead(404).end('bad')\n    res.writeHead(200).end('fine')\n  }\n}\nconst { handle } = Pages",
  },
  {
    title: 'an arrow function that is an expression',
    mistaken: "const handle = (req, res) => {\n  setInterval(() => res.writeHead(200).end('fine'), 5)\n}",
    edited: "const handle = (req, res) => {\n  setTimeout(() => res.writeHead(200).end('fine'), 5)\n}",
  },
  {
    title: 'a statement beside another',
    mistaken:
      "const handle = (req, res) => {\n  res.flushHeaders(); res.writeHead(200)\n  res.end('fine')\n}",
    edited: "const handle = (req, res) => {\n  res.writeHead(200)\n  res.end('fine')\n}",
  },
]

describe('an edit keeps the style of its file', () => {
  test.each(table)('$title', async ({ mistaken, edited }) => {
    const text = mistaken + rest
    const { conflicts } = await run(folderOf({ 'app.js': text }))
    expect(applyEdits(text, conflicts[0]?.fix.edits ?? [])).toBe(edited + rest)
  })
})
