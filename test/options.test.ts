import { describe, expect, it } from 'vitest'
import { isOff, optionsFromEnvironment, terminalOf } from '../src/options'

describe('the settings that the environment asks for', () => {
  const defaults = {
    enabled: true,
    format: 'pretty',
    output: 'stderr',
    budget: 5,
    strict: false,
    baseline: 'none',
  }

  it.each([
    ['are the defaults where it asks for nothing', {}, {}],
    ['are the defaults where its variables are empty', { HEADERS_TRACE: '', HEADERS_TRACE_FORMAT: '' }, {}],
    [
      'are what it asks for',
      { HEADERS_TRACE_FORMAT: 'json', HEADERS_TRACE_STRICT: '1', HEADERS_TRACE_BUDGET: '2.5' },
      { format: 'json', strict: true, budget: 2.5 },
    ],
    [
      'may be in capitals',
      { HEADERS_TRACE: 'OFF', HEADERS_TRACE_FORMAT: 'Json', HEADERS_TRACE_BUDGET: 'Full' },
      { enabled: false, format: 'json', budget: 'full' },
    ],
    ['keep the name of a file as it is', { HEADERS_TRACE_OUTPUT: ' Report.TXT' }, { output: ' Report.TXT' }],
  ])('%s', (_, environment, changed) => {
    const warnings: string[] = []
    expect(optionsFromEnvironment(line => warnings.push(line), environment)).toEqual({
      ...defaults,
      ...changed,
    })
    expect(warnings).toEqual([])
  })

  it('are the default where it asks for something else, with a warning', () => {
    const warnings: string[] = []
    const options = optionsFromEnvironment(line => warnings.push(line), { HEADERS_TRACE_FORMAT: 'xml' })
    expect(options).toEqual(defaults)
    expect(warnings).toEqual(['HEADERS_TRACE_FORMAT is "xml", not pretty or json; taken as pretty'])
  })
})

describe('HEADERS_TRACE', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['on', false],
    ['nonsense', false],
    ['off', true],
    ['0', true],
    ['FALSE', true],
    [' off ', true],
  ])('as %j means off: %s', (value, off) => {
    expect(isOff({ HEADERS_TRACE: value })).toBe(off)
  })
})

describe('colour', () => {
  it.each([
    ['is on in a terminal', {}, true, true],
    ['is off in a pipe', {}, false, false],
    ['is off in a dumb terminal', { TERM: 'dumb' }, true, false],
    ['follows NO_COLOR', { NO_COLOR: '1' }, true, false],
    ['ignores an empty NO_COLOR', { NO_COLOR: '' }, true, true],
    ['follows FORCE_COLOR', { FORCE_COLOR: '1' }, false, true],
    ['follows a FORCE_COLOR that is empty', { FORCE_COLOR: '' }, false, true],
    ['follows a FORCE_COLOR of 0', { FORCE_COLOR: '0' }, true, false],
    ['follows a FORCE_COLOR of false', { FORCE_COLOR: 'false' }, true, false],
    ['follows FORCE_COLOR before NO_COLOR', { FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
    ['follows FORCE_COLOR in a dumb terminal', { FORCE_COLOR: '3', TERM: 'dumb' }, true, true],
  ])('%s', (_, environment, isTerminal, isColoured) => {
    expect(terminalOf('stderr', environment, isTerminal).isColoured).toBe(isColoured)
  })
})

describe('the width', () => {
  it.each([
    [undefined, 80],
    ['', 80],
    ['140', 140],
    ['40', 40],
    ['12', 40],
    ['0', 80],
    ['-5', 80],
    ['wide', 80],
    ['1e9', 400],
    ['Infinity', 400],
    ['99.9', 99],
  ])('of a pipe with COLUMNS=%s is %i', (COLUMNS, columns) => {
    expect(terminalOf('stderr', { COLUMNS }, false).columns).toBe(columns)
  })
})
