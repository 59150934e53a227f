import { describe, expect, it } from 'vitest'
import { partsAround } from '../../src/source/text-part'

const text = `import a from 'a'

app.get('/', (req, res) => {
  if (a) {
    res.end('one')
  }
  else {
    res.end('two')
  }
})

function b()
{
  return [
    1,
  ].map(x => x)
}
// c
c()
`

const partsOf = (at: string, maxLength = 1000) =>
  partsAround(text, text.indexOf(at), maxLength).map(({ start, end }) => text.slice(start, end).trim())

describe('the parts around a position', () => {
  it('are statements, the outermost first', () => {
    const [outer, ...inner] = partsOf("res.end('one')")
    expect(outer).toMatch(/^app\.get\(.*\}\)$/s)
    expect(inner).toEqual([
      "if (a) {\n    res.end('one')\n  }\n  else {\n    res.end('two')\n  }",
      "res.end('one')",
    ])
  })

  it('begin where a statement does, and not where one goes on', () => {
    expect(partsOf("res.end('two')")[1]).toMatch(/^if \(a\).*two'\)\n {2}\}$/s)
    expect(partsOf('1,')[0]).toMatch(/^function b\(\)\n\{.*\n\}$/s)
  })

  it('end at the end of the text', () => {
    expect(partsOf('c()')).toEqual(['c()'])
  })

  it('are left out where they are too long', () => {
    expect(partsOf("res.end('one')", 90)).toEqual([expect.stringMatching(/^if/), "res.end('one')"])
    expect(partsOf("res.end('one')", 10)).toEqual([])
  })
})
