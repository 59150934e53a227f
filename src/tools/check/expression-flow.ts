import type { Expression, Node } from '@babel/types'
import { type Call, type FunctionNode, isCall, isFunction, nameOfCall } from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import { namesIn } from './assigned-names'
import { assume, shownCondition } from './condition-flow'
import { withoutName } from './facts'
import { type Exits, type FlowContext, noExits } from './flow-context'
import { type FlowState, merged } from './flow-state'
import { enter } from './later-functions'
import { chained, type Outcome, type Outcomes } from './promise-chain'

type States = FlowState[]

/** Methods of lists that call what they are given, for each item and at once. */
const eachMethods = /^(forEach|map|filter|some|every|find|findIndex|flatMap|reduce)$/

/** Calls that are taken not to throw: what they do is not worth a warning. */
const harmless =
  /^(log|debug|info|warn|error|trace|clearTimeout|clearInterval|setTimeout|setInterval|setImmediate|on|once|off|emit|end|next)$/

/** Follows the expressions of one function, and keeps how their promises settle for what awaits them. */
export class ExpressionFlow {
  readonly #context: FlowContext
  readonly #outcomes: Outcomes = new Map()
  readonly #isContinued = new Set<Call>()

  constructor(context: FlowContext) {
    this.#context = context
  }

  /** The states after an expression. */
  after(node: Node | null | undefined, states: readonly FlowState[], exits: Exits): States {
    if (node == null || states.length === 0) return [...states]
    switch (node.type) {
      case 'LogicalExpression':
        return this.#afterLogical(node.operator, node.left, node.right, states, exits)
      case 'ConditionalExpression':
        return merged([
          ...this.after(node.consequent, this.branch(node.test, true, states, exits), exits),
          ...this.after(node.alternate, this.branch(node.test, false, states, exits), exits),
        ])
      case 'AwaitExpression':
        return this.#afterAwait(node.argument, states, exits)
      case 'AssignmentExpression': {
        const after = this.after(node.right, states, exits)
        return this.assigned(
          node.left,
          node.operator === '=' ? node.right : null,
          after,
          node.operator === '+=',
        )
      }
      case 'UpdateExpression':
        return this.assigned(node.argument, null, states, node.operator === '++')
      case 'CallExpression':
      case 'OptionalCallExpression':
        return this.#afterCall(node, states, exits)
      default:
        if (isFunction(node)) {
          enter(this.#context, node, states)
          return [...states]
        }
        return this.#afterParts(childrenOf(node), states, exits)
    }
  }

  /** The states in which a condition is true, or false, after its own effects. */
  branch(test: Expression, isTrue: boolean, states: readonly FlowState[], exits: Exits): States {
    if (test.type === 'UnaryExpression' && test.operator === '!')
      return this.branch(test.argument, !isTrue, states, exits)
    if (test.type === 'ParenthesizedExpression') return this.branch(test.expression, isTrue, states, exits)
    if (test.type === 'LogicalExpression' && test.operator !== '??') {
      const isBoth = (test.operator === '&&') === isTrue
      const inner = (isRight: boolean, from: readonly FlowState[]) =>
        this.branch(isRight ? test.right : (test.left as Expression), isTrue, from, exits)
      if (isBoth) return inner(true, inner(false, states))
      const whole = this.#assumed(test, isTrue, states)
      return merged([
        ...inner(false, whole),
        ...inner(true, this.branch(test.left as Expression, !isTrue, whole, exits)),
      ])
    }
    return this.#assumed(test, isTrue, this.after(test, states, exits))
  }

  /** The states after a name has got a value: what is known of it is what the value says. */
  assigned(
    target: Node,
    value: Node | null | undefined,
    states: readonly FlowState[],
    isCounting = false,
  ): States {
    const names = namesIn(target)
    return merged(
      states.map(state => {
        let { facts } = state
        const isCounted = isCounting && facts.has(`${names[0]} === 0`)
        for (const name of names) facts = withoutName(name, facts)
        // What is counted up is not zero any more.
        if (isCounted) facts = new Map(facts).set(`${names[0]} === 0`, false)
        if (target.type === 'Identifier' && value?.type === 'BooleanLiteral')
          facts = new Map(facts).set(target.name, value.value)
        if (target.type === 'Identifier' && value?.type === 'NumericLiteral')
          facts = new Map(facts).set(`${target.name} === ${value.value}`, true)
        if (target.type === 'Identifier' && value?.type === 'NullLiteral')
          facts = new Map(facts).set(target.name, false)
        return facts === state.facts ? state : { ...state, facts }
      }),
    )
  }

  #assumed(test: Expression, isTrue: boolean, states: readonly FlowState[]): States {
    const after = states.flatMap(state => assume(this.#context, test, isTrue, state) ?? [])
    return this.#context.stepped(merged(after), test, shownCondition(this.#context, test, isTrue))
  }

  #afterLogical(
    operator: string,
    left: Expression,
    right: Expression,
    states: readonly FlowState[],
    exits: Exits,
  ): States {
    if (operator === '??') {
      const after = this.after(left, states, exits)
      return merged([...after, ...this.after(right, after, exits)])
    }
    const isOn = operator === '&&'
    return merged([
      ...this.branch(left, !isOn, states, exits),
      ...this.after(right, this.branch(left, isOn, states, exits), exits),
    ])
  }

  #afterAwait(argument: Expression, states: readonly FlowState[], exits: Exits): States {
    const after = this.after(argument, states, exits)
    const outcome = isCall(argument) ? this.#outcomes.get(argument) : undefined
    // What comes after `next()` hands its errors on; nothing comes back from there.
    const isNext = isCall(argument) && this.#context.effectOf(argument)?.kind === 'next'
    if (!isNext) exits.thrown.push(...(outcome?.rejected ?? after))
    return outcome === undefined ? after : merged(outcome.fulfilled)
  }

  #afterParts(parts: readonly Node[], states: readonly FlowState[], exits: Exits): States {
    const inOrder = [...parts].sort((one, other) => (one.start ?? 0) - (other.start ?? 0))
    return inOrder.reduce<States>((before, part) => this.after(part, before, exits), [...states])
  }

  #afterCall(call: Call, states: readonly FlowState[], exits: Exits): States {
    const { callee, arguments: given } = call
    const name = nameOfCall(call)
    const isMember = callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression'
    // What is called on the result of a `redirect` is what sends: where it does, it gives nothing to call anything on.
    if (isMember && isCall(callee.object) && nameOfCall(callee.object) === 'redirect')
      this.#isContinued.add(callee.object)
    let after = isFunction(callee)
      ? [...states]
      : this.after(isMember ? callee.object : callee, states, exits)
    const functions = given.filter(argument => isFunction(argument)) as FunctionNode[]
    after = this.#afterParts(
      given.filter(argument => !isFunction(argument)),
      after,
      exits,
    )
    if (isFunction(callee)) return this.#called(callee, after, exits, call)
    const effect = this.#isContinued.has(call) ? null : this.#context.effectOf(call)
    if (effect === null && !harmless.test(name ?? '')) exits.thrown.push(...after)
    const before = after
    if (effect !== null) after = this.#context.after(after, effect)
    if (isMember && this.#isChained(call, callee.object, functions, after)) return after
    if (isMember && eachMethods.test(name ?? '') && functions[0] !== undefined && functions[0] === given[0])
      return this.#each(functions[0], after, exits)
    // The callback of a call that sends is called where it failed.
    for (const fn of functions) enter(this.#context, fn, before)
    return after
  }

  #isChained(
    call: Call,
    promise: Node,
    functions: readonly FunctionNode[],
    states: readonly FlowState[],
  ): boolean {
    const name = nameOfCall(call)
    if (!/^(then|catch|finally)$/.test(name ?? '')) return false
    const before: Outcome = (isCall(promise) ? this.#outcomes.get(promise) : undefined) ?? {
      fulfilled: states,
      rejected: states,
    }
    this.#outcomes.set(call, chained(this.#context, name as 'then', call, functions, before))
    return true
  }

  // A function that is called where it stands.
  #called(fn: FunctionNode, states: readonly FlowState[], exits: Exits, call: Call | null = null): States {
    if (this.#context.isOthers(fn)) return [...states]
    const inner = noExits()
    const after = merged([...this.#context.follow(fn, states, inner), ...inner.returned])
    if (!fn.async) exits.thrown.push(...inner.thrown)
    else if (call !== null) this.#outcomes.set(call, { fulfilled: after, rejected: merged(inner.thrown) })
    return fn.async ? merged([...after, ...inner.thrown]) : after
  }

  // A third time finds nothing new.
  #each(fn: FunctionNode, states: readonly FlowState[], exits: Exits): States {
    let all = [...states]
    for (let turn = 0; turn < 2; turn++) {
      const before = turn === 0 ? states : this.#context.stepped(all, fn, 'the next item')
      const isFresh = fn.params.flatMap(namesIn)
      const fresh = before.map(state => ({
        ...state,
        facts: isFresh.reduce((facts, name) => withoutName(name, facts), state.facts),
      }))
      all = merged([...all, ...this.#called(fn, fresh, exits)])
    }
    return fn.async ? [...states] : all
  }
}
