import type { Detail, Summary } from '../bug'
import type { PageChange } from '../page-fix'
import { code } from './code'
import { copyButton } from './copy'
import { index } from './data'
import { element } from './dom'
import { lanes } from './lanes'
import { picture } from './picture'
import { position } from './position'
import { ago, breakable, counted, date, withCode } from './words'

/** Everything about one bug. */
export function detailView(summary: Summary, detail: Detail): Node[] {
  const { method, route, what, fingerprint } = summary
  const request = `${method} ${route}`
  return [
    element('a', { class: 'back', href: '#' }, 'All conflicts'),
    element(
      'h1',
      {},
      element('code', {}, element('span', { class: 'method' }, method), ' ', ...breakable(route)),
      ` ${what}`,
    ),
    element('p', { class: 'message' }, ...withCode(detail.message)),
    ...hidden(detail),
    why(summary, detail),
    ...code(detail),
    picture(detail, request),
    element('section', { class: 'block' }, element('h2', {}, 'How it came to both'), lanes(detail, request)),
    facts(summary, detail),
    element(
      'p',
      { class: 'actions' },
      copyButton(
        detail.issueFor === null ? 'Copy as issue' : `Copy as issue for ${detail.issueFor}`,
        () => detail.issue,
      ),
      copyButton('Copy fingerprint', () => fingerprint),
    ),
  ]
}

function hidden({ hidden }: Detail): HTMLElement[] {
  if (hidden === null) return []
  const place = hidden.place === null ? null : element('code', { class: 'place' }, ...position(hidden.place))
  return [
    element(
      'aside',
      { class: 'hidden-error', 'aria-label': 'The error behind it' },
      element('h2', {}, 'The error behind it'),
      element('p', {}, element('code', {}, hidden.error), place),
    ),
  ]
}

/** The elements for the lines of a diff. */
const names = { '-': 'del', '+': 'ins', ' ': 'div' } as const

function why({ cause }: Summary, { evidence, fix }: Detail): HTMLElement {
  const because =
    evidence.length === 0
      ? null
      : element('ul', {}, ...evidence.map(line => element('li', {}, ...withCode(line))))
  const meaning = Object.hasOwn(index.causes, cause) ? index.causes[cause] : undefined
  return element(
    'section',
    { class: 'why' },
    element(
      'div',
      {},
      element('h2', {}, 'Cause'),
      element('p', {}, element('code', { class: 'cause' }, cause)),
      meaning === undefined ? null : element('p', { class: 'meaning' }, ...withCode(meaning)),
      because,
    ),
    element(
      'div',
      {},
      element('h2', {}, 'Fix'),
      element('p', {}, ...withCode(fix.text)),
      ...editOf(fix, 'The edit'),
      ...candidatesOf(fix),
    ),
  )
}

/** The edits that are likely and not certain. */
function candidatesOf({ candidates }: Detail['fix']): HTMLElement[] {
  if (candidates.length === 0) return []
  return [
    element('h3', {}, 'Likely, not certain'),
    ...candidates.flatMap(candidate => [
      element('p', {}, ...withCode(candidate.text)),
      ...editOf(candidate, 'A likely edit'),
    ]),
    element(
      'p',
      { class: 'quiet' },
      ...withCode('`headers-trace fix --verify` tries it before it applies it, and nothing else applies it.'),
    ),
  ]
}

function editOf({ file, diff, edits }: PageChange, label: string): HTMLElement[] {
  const lines = diff.map(({ sign, text }) =>
    element(names[sign], {}, element('span', { class: 'sign' }, sign), text, '\n'),
  )
  const shown = element(
    'figure',
    { class: 'code diff' },
    element('figcaption', {}, element('code', {}, ...breakable(file ?? ''))),
    element('pre', { tabindex: '0', 'aria-label': label }, ...lines),
  )
  return [
    ...(lines.length === 0 ? [] : [shown]),
    ...edits.map(edit => element('p', { class: 'quiet' }, element('code', {}, edit))),
  ]
}

function facts(
  { occurrences, processes, firstSeen, lastSeen, fingerprint }: Summary,
  detail: Detail,
): HTMLElement {
  const rows: [string, ...(Node | string)[]][] = [
    ['Seen', `${counted(occurrences, 'time')} by ${counted(processes, 'process', 'processes')}`],
    ['Last', `${date(lastSeen)}, ${ago(lastSeen, index.made)}`],
    ['First', date(firstSeen)],
    [
      detail.routes.length === 1 ? 'Route' : 'Routes',
      element(
        'ul',
        {},
        ...detail.routes.map(route => element('li', {}, element('code', {}, ...breakable(route)))),
        detail.hasMoreRoutes ? element('li', { class: 'quiet' }, 'and others') : null,
      ),
    ],
    ['Node', detail.nodes.join(', ')],
    ['Fingerprint', element('code', {}, fingerprint)],
  ]
  const list = rows.map(([name, ...value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, ...value)),
  )
  return element('dl', { class: 'facts' }, ...list)
}
