import type {
  BinaryExpression,
  Expression,
  Loop,
  Node,
  ReturnStatement,
  Statement,
  SwitchStatement,
  TryStatement,
} from '@babel/types'
import type { FunctionNode } from '../../source/syntax-position'
import { isCall, isFunction, isLoop, nameOfCall } from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import { effectOfReturn } from './effect'
import { ExpressionFlow } from './expression-flow'
import { type Exits, type FlowContext, noExits } from './flow-context'
import { type FlowState, merged, withStep } from './flow-state'

type States = FlowState[]

/** Follows the body of a function from some states. Returns the states at its end. */
export function followFunction(context: FlowContext): FlowContext['follow'] {
  const running = new Set<FunctionNode>()
  return (fn, states, exits) => {
    // A function inside itself is being followed already.
    if (running.has(fn) || states.length === 0) return [...states]
    running.add(fn)
    const flow = new StatementFlow(context, exits, fn)
    const after =
      fn.body.type === 'BlockStatement'
        ? flow.after(fn.body, states, null)
        : flow.expressions.after(fn.body, states, exits)
    running.delete(fn)
    return after
  }
}

class StatementFlow {
  readonly #context: FlowContext
  readonly #isReturning: boolean
  #exits: Exits
  readonly expressions: ExpressionFlow

  constructor(context: FlowContext, exits: Exits, fn: FunctionNode) {
    this.#context = context
    this.#isReturning = context.responder.returning === fn
    this.#exits = exits
    this.expressions = new ExpressionFlow(context)
  }

  /** The states after a statement. `label` is its own, if it has one. */
  after(node: Node, states: readonly FlowState[], label: string | null): States {
    if (states.length === 0 || !this.#context.canFollow()) return []
    const exits = this.#exits
    switch (node.type) {
      case 'BlockStatement':
        return this.#list(node.body, states)
      case 'ExpressionStatement':
        return isExit(node.expression) ? [] : this.expressions.after(node.expression, states, exits)
      case 'VariableDeclaration':
        return node.declarations.reduce<States>(
          (before, { id, init }) =>
            this.expressions.assigned(id, init, this.expressions.after(init, before, exits)),
          [...states],
        )
      case 'ReturnStatement':
        exits.returned.push(...this.#returned(node, this.expressions.after(node.argument, states, exits)))
        return []
      case 'ThrowStatement':
        exits.thrown.push(
          ...this.#context.stepped(this.expressions.after(node.argument, states, exits), node, 'throws'),
        )
        return []
      case 'BreakStatement':
      case 'ContinueStatement':
        exits.jumps.push({
          kind: node.type === 'BreakStatement' ? 'break' : 'continue',
          label: node.label?.name ?? null,
          states,
        })
        return []
      case 'LabeledStatement': {
        const after = this.after(node.body, states, node.label.name)
        return merged([...after, ...this.#taken('break', node.label.name)])
      }
      case 'IfStatement': {
        const then = this.expressions.branch(node.test, true, states, exits)
        const other = this.expressions.branch(node.test, false, states, exits)
        const after = this.after(node.consequent, then, null)
        return merged([
          ...after,
          ...(node.alternate == null ? other : this.after(node.alternate, other, null)),
        ])
      }
      case 'SwitchStatement':
        return this.#switch(node, states)
      case 'TryStatement':
        return this.#try(node, states)
      case 'FunctionDeclaration':
        return this.expressions.after(node, states, exits)
      default:
        if (isLoop(node)) return this.#loop(node as Loop, states, label)
        return this.expressions.after(node, states, exits)
    }
  }

  #returned(node: ReturnStatement, states: readonly FlowState[]): readonly FlowState[] {
    const effect = this.#isReturning ? effectOfReturn(node) : null
    return effect === null ? states : this.#context.after(states, effect)
  }

  #list(statements: readonly Statement[], states: readonly FlowState[]): States {
    // Function declarations are hoisted.
    const inOrder = [
      ...statements.filter(statement => isFunction(statement)),
      ...statements.filter(statement => !isFunction(statement)),
    ]
    return inOrder.reduce<States>((before, statement) => this.after(statement, before, null), [...states])
  }

  #switch({ discriminant, cases }: SwitchStatement, states: readonly FlowState[]): States {
    const { expressions } = this
    let open = expressions.after(discriminant, states, this.#exits)
    let inside: States = []
    const entered = cases.map(({ test }) => {
      if (test === null || test === undefined) return null
      const condition: BinaryExpression = {
        type: 'BinaryExpression',
        operator: '===',
        left: discriminant,
        right: test,
        start: test.start ?? null,
      }
      const here = expressions.branch(condition, true, open, this.#exits)
      open = expressions.branch(condition, false, open, this.#exits)
      return here
    })
    for (const [index, branch] of cases.entries()) {
      const through = inside.map(state =>
        withStep(state, { offset: branch.start ?? 0, text: 'falls through to the next case' }),
      )
      inside = this.#list(branch.consequent, merged([...through, ...(entered[index] ?? open)]))
    }
    const hasDefault = cases.some(({ test }) => test == null)
    return merged([...inside, ...(hasDefault ? [] : open), ...this.#taken('break', null)])
  }

  #try({ block, handler, finalizer }: TryStatement, states: readonly FlowState[]): States {
    const outer = this.#exits
    const inner: Exits = { ...noExits(), returned: [] }
    this.#exits = handler == null && finalizer == null ? outer : inner
    let after = this.after(block, states, null)
    let thrown = merged(inner.thrown)
    if (handler != null) {
      const caught = this.#context.stepped(thrown, handler, 'what comes after it throws')
      inner.thrown.length = 0
      after = merged([...after, ...this.after(handler.body, caught, null)])
      thrown = merged(inner.thrown)
    }
    this.#exits = outer
    const through = (from: readonly FlowState[]) =>
      finalizer == null ? [...from] : this.after(finalizer, from, null)
    outer.thrown.push(...through(thrown))
    outer.returned.push(...through(merged(inner.returned)))
    for (const jump of inner.jumps) outer.jumps.push({ ...jump, states: through(jump.states) })
    return through(after)
  }

  // Two turns are enough: a later one finds nothing that the second does not.
  #loop(loop: Loop, states: readonly FlowState[], label: string | null): States {
    const { start, test, update, target, isTestedLast } = partsOf(loop)
    const branch = (isOn: boolean, from: readonly FlowState[]) =>
      test === null ? [...from] : this.expressions.branch(test, isOn, from, this.#exits)
    const isEndless = test === null && target === null
    const out: States = []
    let before = start === null ? [...states] : this.after(start, states, null)
    for (let turn = 0; turn < 2; turn++) {
      const isUntested = turn === 0 && isTestedLast
      if (!isEndless && !isUntested) out.push(...branch(false, before))
      let inside = isUntested ? before : branch(true, before)
      if (turn > 0) inside = this.#context.stepped(inside, loop, 'the next turn of the loop')
      if (target !== null) inside = this.expressions.assigned(target, null, inside)
      const ends = this.after(loop.body, inside, null)
      out.push(...this.#taken('break', null))
      const goesOn = [null, ...(label === null ? [] : [label])].flatMap(name => this.#taken('continue', name))
      before = this.expressions.after(update, merged([...ends, ...goesOn]), this.#exits)
    }
    return merged(isEndless ? out : [...out, ...before])
  }

  // The states that jump to here.
  #taken(kind: 'break' | 'continue', label: string | null): States {
    const { jumps } = this.#exits
    const here = jumps.filter(jump => jump.kind === kind && jump.label === label)
    for (const jump of here) jumps.splice(jumps.indexOf(jump), 1)
    return here.flatMap(({ states }) => states)
  }
}

/** What a loop does beside its body. */
interface LoopParts {
  /** What runs before the first turn. */
  readonly start: Node | null
  /** What a turn depends on; `null` where it depends on nothing, or on whether there is one more item. */
  readonly test: Expression | null
  readonly update: Node | null
  /** What gets the item of a turn. */
  readonly target: Node | null
  readonly isTestedLast: boolean
}

function partsOf(loop: Loop): LoopParts {
  const none = { start: null, test: null, update: null, target: null, isTestedLast: false }
  switch (loop.type) {
    case 'ForStatement':
      return { ...none, start: loop.init ?? null, test: testOf(loop.test), update: loop.update ?? null }
    case 'ForInStatement':
    case 'ForOfStatement': {
      const { left } = loop
      return {
        ...none,
        start: loop.right,
        target: left.type === 'VariableDeclaration' ? (left.declarations[0]?.id ?? left) : left,
      }
    }
    default:
      return { ...none, test: testOf(loop.test), isTestedLast: loop.type === 'DoWhileStatement' }
  }
}

// `while (true)`
function testOf(test: Expression | null | undefined): Expression | null {
  return test == null || (test.type === 'BooleanLiteral' && test.value) ? null : test
}

/** Whether an expression ends the process, so that nothing comes after it. */
function isExit(node: Node): boolean {
  if (!isCall(node)) return false
  return (
    nameOfCall(node) === 'exit' &&
    childrenOf(node.callee).some(part => part.type === 'Identifier' && part.name === 'process')
  )
}
