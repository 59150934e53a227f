import { describe, expect, test } from 'vitest'
import { causeReports, reportNow, stableReport } from '../docs/cause-reports.mjs'
import { readPage } from '../docs/outputs.mjs'
import { nodeMajor } from './program'

const sections: { cause: string; program: string; report: string }[] = causeReports(
  readPage('docs/causes.md'),
)

// The number of Node's own calls differs with the version.
describe.runIf(nodeMajor === 20)('the program in the section of', () => {
  test.each(sections)('$cause gets the report that is shown there', async section => {
    const now = stableReport(await reportNow(section))
    expect(now, 'renew it with `npm run docs`').toBe(stableReport(section.report))
  })
})

test('the page has a program and its report for nearly each cause', () => {
  expect(sections.length).toBeGreaterThan(14)
})
