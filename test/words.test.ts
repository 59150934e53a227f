import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../examples/run.mjs'

/** Words for which the field has others, and those. */
const foreign: Record<string, RegExp> = {
  'response, respond': /(?<![-/])\b(answer(s|ed|ing)?)\b(?![-/])/i,
  report: /\b(told|untold)\b/i,
  internal: /\bof ours\b/i,
  'available, not available': /\bto be had\b/i,
  'who, the caller, the listener': /\bwhoever\b/i,
  fix: /\bmend(s|ed|ing)?\b/i,
}

/** What people read of the project: sources, tests, scripts and docs, but for what quotes programs of others or tells of the past. */
const files = execFileSync(
  'git',
  ['ls-files', 'src', 'test', 'docs', 'bench', '*.ts', '*.md', 'examples/*.mjs', '.ci'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter(file => /\.(ts|mjs|cjs|md)$/.test(file) && existsSync(join(root, file)))
  .filter(
    file =>
      !/^(CHANGELOG\.md|examples\/(stories|correct|real)\/|test\/injection\/|test\/words\.test\.ts)/.test(
        file,
      ),
  )

test('what people read has the words of the field', () => {
  const found = files.flatMap(file =>
    linesOf(file).flatMap((line, index) =>
      Object.entries(foreign)
        .filter(([, word]) => word.test(line))
        .map(([better]) => `${file}:${index + 1} (${better}): ${line.trim().slice(0, 100)}`),
    ),
  )
  expect(found).toEqual([])
})

/** The lines of a file, the parts of its names as words, without the output that docs show. */
function linesOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  const prose = file.endsWith('.md')
    ? text.replace(/^```[\s\S]*?^```$/gm, block => block.replace(/[^\n]/g, ''))
    : text
  return prose.split('\n').map(line => line.replace(/(?<=[a-z])(?=[A-Z])/g, ' '))
}
