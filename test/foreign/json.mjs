// The reports of mocha, jest and vitest, as JSON.

/** The tests of a JSON report, which may come after other output; `undefined` where there is none. */
export function fromJson(text) {
  for (const { index } of text.matchAll(/^\{(?=\s*["}])/gm)) {
    const report = parsed(text.slice(index))
    if (Array.isArray(report?.testResults)) return ofJest(report)
    if (Array.isArray(report?.tests) && report.stats !== undefined) return ofMocha(report)
  }
  return undefined
}

// Something may have been printed after it, too.
function parsed(text) {
  try {
    return JSON.parse(text.slice(0, endOfObject(text)))
  } catch {
    return undefined
  }
}

/** Where the object ends that a text begins with; braces in its strings do not count. */
function endOfObject(text) {
  let depth = 0
  for (const { 0: token, index } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}]/gs)) {
    if (token === '{') depth++
    else if (token === '}' && --depth === 0) return index + 1
  }
  return text.length
}

function ofMocha({ tests, failures, pending }) {
  const isPending = new Set(pending.map(({ fullTitle }) => fullTitle))
  const ofTests = tests.map(({ fullTitle, err }) => {
    const status = isPending.has(fullTitle) ? 'skipped' : err?.message === undefined ? 'passed' : 'failed'
    return { title: fullTitle, status, reason: err?.stack ?? err?.message }
  })
  // A hook that fails is among the failures alone.
  const titles = new Set(tests.map(({ fullTitle }) => fullTitle))
  const ofHooks = failures
    .filter(({ fullTitle }) => !titles.has(fullTitle))
    .map(({ fullTitle, err }) => ({ title: fullTitle, status: 'failed', reason: err?.stack }))
  return [...ofTests, ...ofHooks]
}

function ofJest({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => [
    ...assertionResults.map(({ fullName, status, failureMessages }) => ({
      title: `${name} ${fullName}`,
      status: status === 'passed' || status === 'failed' ? status : 'skipped',
      reason: failureMessages?.join('\n'),
    })),
    ...(assertionResults.length === 0 ? [{ title: name, status, reason: message }] : []),
  ])
}
