// What mocha's `spec` prints, for people.

const test = /^(\s+)(✔|✓|√|-|\d+\)) (.*?)(?: \(\d+m?s\))?$/
const suite = /^(\s+)(\S.*)$/

/** The tests of mocha's `spec`; `undefined` where there are none. */
export function fromSpec(text) {
  // Below this line the failures come once more.
  const [list = '', failures] = text.split(/^ {2}\d+ passing\b/m)
  if (failures === undefined) return undefined
  const suites = []
  return list.split('\n').flatMap(line => {
    const [, indentation = '', sign, title] = test.exec(line) ?? []
    if (sign !== undefined) {
      const outer = suites.filter(({ depth }) => depth < indentation.length).map(({ title }) => title)
      const status = sign === '-' ? 'skipped' : /\d/.test(sign) ? 'failed' : 'passed'
      return [{ title: [...outer, title].join(' '), status }]
    }
    const [, space = '', heading] = suite.exec(line) ?? []
    if (heading === undefined) return []
    while ((suites.at(-1)?.depth ?? -1) >= space.length) suites.pop()
    suites.push({ depth: space.length, title: heading })
    return []
  })
}
