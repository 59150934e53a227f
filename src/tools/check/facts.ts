import type { Expression, Node } from '@babel/types'
import { isIdentifier } from '../../source/syntax-position'

/** What conditions have shown: a condition's text, and whether it holds. */
export type Facts = ReadonlyMap<string, boolean>

/** A condition in a form in which those that say the same, or the opposite, have one text. */
interface Condition {
  readonly text: string
  readonly isNegated: boolean
}

const opposites: Readonly<Record<string, string>> = { '!==': '===', '!=': '==', '>=': '<', '<=': '>' }

/** The condition that an expression is. `textOf` gives the source of a node. */
function conditionOf(test: Node, textOf: (node: Node) => string): Condition {
  if (test.type === 'UnaryExpression' && test.operator === '!') {
    const { text, isNegated } = conditionOf(test.argument, textOf)
    return { text, isNegated: !isNegated }
  }
  if (test.type === 'ParenthesizedExpression') return conditionOf(test.expression, textOf)
  if (
    test.type === 'CallExpression' &&
    isIdentifier(test.callee, 'Boolean') &&
    test.arguments[0] !== undefined
  )
    return conditionOf(test.arguments[0], textOf)
  if (test.type !== 'BinaryExpression') return { text: compact(textOf(test)), isNegated: false }
  const [left, right] = [compact(textOf(test.left)), compact(textOf(test.right))]
  const isCount = /\.(length|size)$/.test(left)
  if (isCount && right === '0' && /^(>|!==?)$/.test(test.operator)) return { text: left, isNegated: false }
  if (isCount && right === '0' && /^===?$/.test(test.operator)) return { text: left, isNegated: true }
  const opposite = opposites[test.operator]
  return { text: `${left} ${opposite ?? test.operator} ${right}`, isNegated: opposite !== undefined }
}

/** Whether a condition holds, going by what is known; `null` where that says nothing. */
export function truthOf(test: Expression, facts: Facts, textOf: (node: Node) => string): boolean | null {
  if (test.type === 'BooleanLiteral') return test.value
  const { text, isNegated } = conditionOf(test, textOf)
  const known = facts.get(text) ?? implied(text, facts)
  return known === null ? null : known !== isNegated
}

/** The facts with what a condition has shown. */
export function withCondition(
  test: Expression,
  truth: boolean,
  facts: Facts,
  textOf: (node: Node) => string,
): Facts {
  const { text, isNegated } = conditionOf(test, textOf)
  return new Map(facts).set(text, truth !== isNegated)
}

// `kind === 'a'` rules out `kind === 'b'`, and something that is there is neither null nor undefined.
function implied(text: string, facts: Facts): boolean | null {
  const [, left = '', value = ''] = /^(.*) ={2,3} (.*)$/s.exec(text) ?? []
  if (left === '') return null
  if (/^(null|undefined)$/.test(value) && facts.get(left) === true) return false
  const isLiteral = (other: string) => /^(['"`].*['"`]|-?[\d.]+|true|false|null|undefined)$/s.test(other)
  if (!isLiteral(value)) return null
  for (const [known, truth] of facts) {
    const [, otherLeft, other = ''] = /^(.*) ={2,3} (.*)$/s.exec(known) ?? []
    if (truth && otherLeft === left && isLiteral(other) && other !== value) return false
  }
  return null
}

/** The facts without those that a name is part of, as it has another value now. */
export function withoutName(name: string, facts: Facts): Facts {
  if (facts.size === 0) return facts
  const mentions = new RegExp(`(?<![\\w$])${name.replace(/[^\w]/g, '\\$&')}(?![\\w$])`)
  return new Map([...facts].filter(([text]) => !mentions.test(text)))
}

function compact(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\?\./g, '.')
}
