// The Test Anything Protocol, as node:test, tape and tap speak it: https://testanything.org

const point = /^(\s*)(not )?ok\b(?: \d+)?(?: -)? ?(.*?)(?: # (SKIP|TODO|time=)\b.*)?( \{)?$/i
const heading = /^(\s*)# (.*)$/
const subtest = /^(\s*)# Subtest: (.*)$/

/** The tests of a TAP stream, with the titles of those that they are in; `undefined` where it is none. */
export function fromTap(text) {
  if (!/^(TAP version|\s*(not )?ok \d|1\.\.\d)/m.test(text)) return undefined
  // Where subtests have headings, any other comment is what a test has printed.
  const marked = /^\s*# Subtest: /m.test(text) ? subtest : heading
  const tests = []
  const headings = []
  let failed
  for (const line of text.split('\n')) {
    const [, space, title] = marked.exec(line) ?? []
    if (title !== undefined) {
      // tape has its headings beside its tests, and the others inside them.
      headings.length = Math.min(headings.length, space.length / 4 + 1)
      headings[space.length / 4] = title
    }
    const found = point.exec(line)
    if (found !== null) {
      const [, indentation, not, description, directive] = found
      const outer = headings.slice(0, indentation.length / 4 + 1).filter(heading => heading !== description)
      const isSkipped = /skip|todo/i.test(directive ?? '')
      failed = {
        title: [...outer, description].join(' > '),
        status: isSkipped ? 'skipped' : not ? 'failed' : 'passed',
      }
      if (failed.status === 'failed') failed.reason = ''
      tests.push(failed)
    } else if (failed?.reason !== undefined && failed.reason.length < 3000) failed.reason += `${line}\n`
  }
  return tests
}
