import type { SwitchCase, SwitchStatement } from '@babel/types'
import { functionsAround, type SyntaxPosition } from '../../source/syntax-position'
import { contains } from '../../source/syntax-tree'
import type { Cause } from '../diagnosis'
import { insertion } from '../edits/edit'
import { respondsAfter } from '../edits/ending'
import { indentOf } from '../edits/return-after'
import { formatPosition } from '../evidence'
import { isJump, isSure } from '../syntax/flow'

/** Two cases of one `switch` responded. */
export const switchFallthrough: Cause = {
  code: 'switch-fallthrough',
  recognise({ sides }) {
    const [one, other] = [sides?.first.position, sides?.second.position]
    if (one == null || other == null || one.source !== other.source) return null
    if (functionsAround(one)[0] !== functionsAround(other)[0]) return null
    const choice = one.around.findLast(
      (node): node is SwitchStatement => node.type === 'SwitchStatement' && other.around.includes(node),
    )
    const from = caseAt(choice, one.offset)
    const to = caseAt(choice, other.offset)
    if (choice === undefined || from === undefined || to === undefined || from === to) return null
    const passed = choice.cases.slice(choice.cases.indexOf(from), choice.cases.indexOf(to))
    if (passed.length === 0 || passed.some(({ consequent }) => isJump(lastOf(consequent)))) return null

    const block =
      from.consequent.length === 1 && from.consequent[0]?.type === 'BlockStatement'
        ? from.consequent[0]
        : null
    const last = block?.body.at(-1) ?? from.consequent.at(-1)
    const end = last?.end ?? 0
    const semicolon = one.source.text[end - 1] === ';' ? ';' : ''
    return {
      evidence: ['both lines are in cases of one switch', 'nothing ends the first case'],
      summary: `was answered in one case of the switch (${formatPosition(sides?.first.frame as never)}), which runs on into the next (${formatPosition(sides?.second.frame as never)})`,
      suggestion: 'End the case with `break` or `return`.',
      edits:
        last === undefined || !isSureToFix(choice, one, from.consequent)
          ? []
          : [insertion(one.source, end, `\n${indentOf(one.source, last)}break${semicolon}`)],
    }
  },
}

// Where the case answers under a condition only, other requests may be meant to run on into the next.
function isSureToFix(
  choice: SwitchStatement,
  answer: SyntaxPosition,
  consequent: SwitchCase['consequent'],
): boolean {
  const isAlways = consequent.some(
    statement => contains(statement, answer.offset) && isSure(statement, answer),
  )
  const after = answer.around.slice(0, answer.around.indexOf(choice) + 1)
  return isAlways && !respondsAfter({ ...answer, around: after })
}

function caseAt(choice: SwitchStatement | undefined, offset: number): SwitchCase | undefined {
  return choice?.cases.find(candidate => contains(candidate, offset))
}

function lastOf(consequent: SwitchCase['consequent']) {
  const last = consequent.at(-1)
  return last?.type === 'BlockStatement' ? last.body.at(-1) : last
}
