import type { Node } from '@babel/types'
import type { FunctionNode } from '../../source/syntax-position'
import type { SourceFile } from '../../source/syntax-tree'
import { namesIn } from './assigned-names'
import { type Effect, effectOf, type Responder } from './effect'
import { type DoubleSend, doubleSendOf, sentAfter } from './finding'
import { type FlowState, merged, withStep } from './flow-state'
import { pathOf, rootOf } from './response-path'

/** The states in which control leaves a part of a function: by return, throw, break or continue. */
export interface Exits {
  readonly returned: FlowState[]
  readonly thrown: FlowState[]
  readonly jumps: {
    readonly kind: 'break' | 'continue'
    readonly label: string | null
    readonly states: readonly FlowState[]
  }[]
}

export const noExits = (): Exits => ({ returned: [], thrown: [], jumps: [] })

/** The most statements followed for one function. Each nested loop doubles their number. */
const maxStatements = 20_000

/** What following a function takes: its source, what it responds with, and where findings go. */
export class FlowContext {
  readonly source: SourceFile
  readonly responder: Responder
  /** Functions of the file that respond whenever they are called, by the position of the response among their parameters. */
  readonly helpers: ReadonlyMap<string, number>
  /** Names that get another value somewhere in the file. */
  readonly reassigned: ReadonlySet<string>
  readonly found: DoubleSend[] = []
  #statements = 0
  /** Follows the body of a function from some states, with exits of its own. */
  readonly follow: (fn: FunctionNode, states: readonly FlowState[], exits: Exits) => FlowState[]

  constructor(options: {
    source: SourceFile
    responder: Responder
    helpers: ReadonlyMap<string, number>
    reassigned: ReadonlySet<string>
    follow: (context: FlowContext) => FlowContext['follow']
  }) {
    this.source = options.source
    this.responder = options.responder
    this.helpers = options.helpers
    this.reassigned = options.reassigned
    this.follow = options.follow(this)
  }

  /** Counts a statement, and returns whether it may still be followed. */
  canFollow(): boolean {
    return ++this.#statements <= maxStatements
  }

  /** Whether paths were left out. */
  get isExhausted(): boolean {
    return this.#statements > maxStatements
  }

  /** Whether what the response is named by is something else in a function. */
  isOthers({ type, params }: FunctionNode): boolean {
    const roots = new Set([...this.responder.responses].map(rootOf))
    if (roots.has('this') && type !== 'ArrowFunctionExpression') return true
    return params.flatMap(namesIn).some(name => roots.has(name))
  }

  readonly textOf = (node: Node) => this.source.text.slice(node.start ?? 0, node.end ?? 0)

  /** What a call does with the response. A helper that responds stands for the response that it makes. */
  effectOf(call: Parameters<typeof effectOf>[0]): Effect | null {
    const { callee, arguments: given } = call
    const name = callee.type === 'Identifier' ? callee.name : null
    const at = name === null ? undefined : this.helpers.get(name)
    const argument = at === undefined ? undefined : given[at]
    if (name !== null && argument !== undefined && this.responder.responses.has(pathOf(argument) ?? ''))
      return { kind: 'whole', call, offset: callee.start ?? 0, via: name, isNodes: false }
    return effectOf(call, this.responder)
  }

  /** The states after an effect. Those in which it comes too late are noted. */
  after(states: readonly FlowState[], effect: Effect): FlowState[] {
    return merged(
      states.map(state => {
        const double = doubleSendOf(state, effect)
        if (double !== null) {
          this.found.push(double)
          return { ...state, isFound: true }
        }
        const sent = sentAfter(state.sent, effect)
        return sent === state.sent ? state : { ...state, sent, head: state.head ?? sent, steps: [] }
      }),
    )
  }

  /** The states with one more step. */
  stepped(states: readonly FlowState[], node: Node, text: string): FlowState[] {
    return states.map(state => withStep(state, { offset: node.start ?? 0, text }))
  }
}
