import { report, withStrings } from './report'

/** What a client, a file name or an error may say to become more than text. */
const attack = [
  '</script><script>window.hit = 1</script>',
  '<img src=x onerror="window.hit = 1">',
  '<!--<script>',
  '--> $& $1 $` {{window.hit = 1}}',
  '"\' onload="window.hit=1',
  '\u001b[31m\u001b]0;title\u0007',
  '\u2028window.hit = 1\u2029',
  '\u202etxt.exe\u2066',
  '\ud800 half',
  'javascript:window.hit=1',
].join(' ')

const edit = { file: 'app.js', start: { line: 1, column: 1 }, end: { line: 1, column: 1 }, text: 'return ' }

const kept = new Set(['headers-trace/1', '2026-11-22T13:00:00.000Z', 'app', 'package', 'node'])

/** A report of which every string is an attack. */
export const hostile = withStrings(
  report({
    hidden: { name: 'E', message: 'm', site: report().first.site },
    fix: { edits: [edit], candidates: [{ certain: false, text: 'Return.', edits: [edit] }] },
  }),
  text => (kept.has(text) ? text : attack),
)
