import type { CallExpression, Function as FunctionNode, NewExpression, Node } from '@babel/types'
import { parse } from '../syntax/parse'
import { type Splice, splice } from '../syntax/splice'
import { childrenOf, isFunction, rangeOf } from '../syntax/walk'
import type { Positions } from './positions'

/**
 * The text of a file with calls of the oracle put in: each function enters an activation of its own, and each call says, after
 * its arguments and before it is made, where it is. Lines stay; the calls and functions are added to `positions`.
 */
export function instrument(text: string, file: string, positions: Positions): string {
  const changes: Splice[] = []
  const closings: Splice[] = []
  const put = (start: number, end: number, before: string, after: string) => {
    changes.push({ start, end: start, text: before })
    closings.push({ start: end, end, text: after })
  }
  const idOf = () => positions.calls.size + positions.functions.size + 1
  const { program } = parse(text, file)
  const module = addFunction(program, '', null, 0)

  function addFunction(node: Node, name: string, givenTo: number | null, fn: number): number {
    const id = idOf()
    positions.functions.set(id, { id, file, ...rangeOf(node), name, givenTo, fn })
    return id
  }

  function addCall(node: Node, named: Node, name: string, fn: number): number {
    const id = idOf()
    const { line, column } = named.loc?.start ?? { line: 0, column: 0 }
    positions.calls.set(id, { id, file, line, column: column + 1, ...rangeOf(node), name, fn })
    return id
  }

  const mark = (node: Node, id: number, fn: number) => {
    const { start, end } = rangeOf(node)
    put(start, end, `__a${fn}.at((`, `), ${id})`)
  }

  function visit(node: Node, fn: number, givenTo: number | null, name = ''): void {
    if (isFunction(node)) {
      enter(node as FunctionNode, functionNameOf(node) || name, fn, givenTo)
      return
    }
    if (node.type === 'ClassBody') {
      // What initialises a field has no activation of its own; the functions there have.
      for (const member of node.body) {
        const inside = isFunction(member) ? member : 'value' in member ? member.value : null
        if (inside != null && typeof inside === 'object' && isFunction(inside))
          visit(inside, fn, null, functionNameOf(member))
      }
      return
    }
    if (node.type === 'Decorator' || isType(node)) return
    const id = markCall(node, fn)
    for (const child of childrenOf(node)) {
      const isArgument = id !== null && 'arguments' in node && node.arguments.includes(child as never)
      visit(child, fn, isArgument ? id : givenToOf(node, givenTo), functionNameOf(node))
    }
  }

  function markCall(node: Node, fn: number): number | null {
    if (node.type === 'AssignmentExpression') {
      const { left, right, operator } = node
      if (left.type !== 'MemberExpression' || operator !== '=' || isFunction(right)) return null
      const id = addCall(node, left.property, nameOf(left), fn)
      mark(right, id, fn)
      return null
    }
    if (
      node.type !== 'CallExpression' &&
      node.type !== 'OptionalCallExpression' &&
      node.type !== 'NewExpression'
    )
      return null
    const { callee } = node
    if (callee.type === 'Super' || callee.type === 'Import' || nameOf(callee) === 'require') return null
    const named = 'property' in callee ? callee.property : callee
    const id = addCall(node, node.type === 'NewExpression' ? node : named, nameOf(callee), fn)
    const target = carrierOf(node as CallExpression | NewExpression)
    if (target !== null) {
      if (target === callee && node.type === 'NewExpression') {
        const { start, end } = rangeOf(callee)
        put(start, end, `(__a${fn}.at((`, `), ${id}))`)
      } else mark(target, id, fn)
    }
    return id
  }

  function enter(node: FunctionNode, name: string, outer: number, givenTo: number | null): void {
    const id = addFunction(node, name, givenTo, outer)
    // A generator runs in the calls of whoever asks it for values.
    const isGenerator = node.generator === true
    const isConstructor = node.type === 'ClassMethod' && node.kind === 'constructor'
    const begin = `__o.run(${id}, __a${outer}, ${node.async ? 'async ' : ''}__a${id} => `
    const { body } = node
    if (body.type !== 'BlockStatement') {
      // The body of `x => ({})` begins behind the parenthesis. Default values may have arrows of their own.
      const arrow = text.slice(0, rangeOf(body).start).lastIndexOf('=>') + 2
      put(arrow, rangeOf(node).end, ` ${begin}(`, '))')
    } else {
      const last = body.directives.at(-1)
      const start = last === undefined ? rangeOf(body).start + 1 : rangeOf(last).end
      const separator = last === undefined ? '' : ';'
      const end = rangeOf(body).end - 1
      if (isGenerator || isConstructor)
        put(start, end, `${separator}const __a${id} = __o.enter(${id}, __a${outer});`, '')
      else put(start, end, `${separator}return ${node.async ? 'await ' : ''}${begin}{`, '})')
    }
    visit(body, id, null)
  }

  const directive = program.directives.at(-1)
  const first = directive === undefined ? 0 : rangeOf(directive).end
  changes.push({
    start: first,
    end: first,
    text: `;const __o = globalThis.__oracle, __a${module} = __o.enter(${module}, null);`,
  })
  for (const child of program.body) visit(child, module, null)
  return splice(text, [...closings.reverse(), ...changes])
}

// What a call waits for before it is made: its last argument, or what it is called on.
function carrierOf(node: CallExpression | NewExpression): Node | null {
  const last = node.arguments.at(-1)
  if (last !== undefined) return last.type === 'SpreadElement' ? last.argument : last
  const { callee } = node
  if (!('object' in callee)) return callee
  return callee.object.type === 'Super' || callee.object.type.startsWith('Optional') ? null : callee.object
}

// A function keeps the call that it is given to through what stands around it: `handler: async () => {}`.
function givenToOf(node: Node, givenTo: number | null): number | null {
  return /^(ObjectExpression|ObjectProperty|ArrayExpression|ConditionalExpression)$/.test(node.type)
    ? givenTo
    : null
}

function nameOf(callee: Node): string {
  if ('property' in callee) return nameOf(callee.property as Node)
  return callee.type === 'Identifier' ? callee.name : callee.type === 'PrivateName' ? callee.id.name : ''
}

// What a function is called by, from itself or from what it is put in.
function functionNameOf(node: Node): string {
  if (node.type === 'VariableDeclarator') return nameOf(node.id)
  if (node.type === 'AssignmentExpression') return nameOf(node.left)
  if ('key' in node && node.key != null && typeof node.key === 'object') return nameOf(node.key as Node)
  return 'id' in node && node.id != null && typeof node.id === 'object' ? nameOf(node.id as Node) : ''
}

function isType(node: Node): boolean {
  return /^TS(?!AsExpression|NonNullExpression|SatisfiesExpression)/.test(node.type)
}
