import { describe, expect, it } from 'vitest'
import { isOff, optionsFromEnvironment, otherRuntime, terminalOf } from '../src/options'

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
    expect(warnings).toEqual(['HEADERS_TRACE_FORMAT is "xml", not pretty, json or line; using pretty'])
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

describe('links', () => {
  it.each([
    ['are taken by iTerm2', { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.5.0' }, true, true],
    [
      'are not taken by an older one',
      { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.0.9' },
      true,
      false,
    ],
    ['are taken by VS Code', { TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.100.2' }, true, true],
    [
      'are taken by WezTerm',
      { TERM_PROGRAM: 'WezTerm', TERM_PROGRAM_VERSION: '20240203-110809-5046fc22' },
      true,
      true,
    ],
    ['are taken by kitty', { TERM: 'xterm-kitty' }, true, true],
    ['are taken by terminals of GNOME', { VTE_VERSION: '7603' }, true, true],
    ['are taken by Windows Terminal', { WT_SESSION: 'x' }, true, true],
    ['are not taken by a terminal that does not say so', { TERM: 'xterm-256color' }, true, false],
    [
      "are not taken by Apple's terminal",
      { TERM_PROGRAM: 'Apple_Terminal', TERM_PROGRAM_VERSION: '455' },
      true,
      false,
    ],
    ['are not taken in a pipe', { TERM: 'xterm-kitty' }, false, false],
    ['are not taken over SSH', { TERM: 'xterm-kitty', SSH_CONNECTION: 'x' }, true, false],
    ['are not taken in CI', { TERM: 'xterm-kitty', CI: 'true' }, true, false],
    ['follow FORCE_HYPERLINK', { FORCE_HYPERLINK: '1' }, false, true],
    ['follow a FORCE_HYPERLINK of 0', { FORCE_HYPERLINK: '0', TERM: 'xterm-kitty' }, true, false],
  ])('%s', (_, environment, isTerminal, expected) => {
    expect(terminalOf('stderr', environment, isTerminal).takesLinks).toBe(expected)
  })
})

it.each([
  [{ node: '22.0.0' }, undefined],
  [{ node: '22.0.0', bun: '1.2.0' }, 'Bun'],
  [{ node: '22.0.0', deno: '2.0.0' }, 'Deno'],
])('with the versions %j the other runtime is %s', (versions, name) => {
  expect(otherRuntime(versions)).toBe(name)
})
