import { parseAst } from 'vitest/node'

/** A module that a source imports. */
export interface Import {
  readonly from: string
  /** Whether only its types are used, so that nothing is loaded. */
  readonly isType: boolean
  /** Whether it is loaded by a call, and not with the source. */
  readonly isLazy: boolean
}

interface Node {
  readonly type: string
  readonly [property: string]: unknown
}

/** Everything that a TypeScript source imports, by whatever syntax. */
export function importsIn(text: string): Import[] {
  return nodesIn(text).flatMap((node): Import[] => {
    switch (node.type) {
      case 'ImportDeclaration':
        return [{ from: literal(node.source), isType: areTypes(node, 'importKind'), isLazy: false }]
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        if (!isNode(node.source)) return []
        return [{ from: literal(node.source), isType: areTypes(node, 'exportKind'), isLazy: false }]
      case 'TSImportType':
        return [{ from: literal(node.source), isType: true, isLazy: true }]
      case 'ImportExpression':
        return [{ from: literal(node.source), isType: false, isLazy: true }]
      case 'CallExpression': {
        const isRequire = isNode(node.callee) && node.callee.name === 'require'
        return isRequire
          ? [{ from: literal((node.arguments as unknown[])[0]), isType: false, isLazy: true }]
          : []
      }
      default:
        return []
    }
  })
}

/** A variable of a module that may change while the process runs: `let`, or a collection that is filled. */
export interface State {
  readonly name: string
  /** Whether a comment stands right above it. */
  readonly isExplained: boolean
}

/** The state that a module keeps, beside what its functions are given. */
export function stateIn(text: string): State[] {
  const lines = text.split('\n')
  const { body } = parseAst(text, { lang: 'ts' }) as unknown as { body: Node[] }
  return body.flatMap(statement => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (!isNode(declaration) || declaration.type !== 'VariableDeclaration') return []
    const line = text.slice(0, statement.start as number).split('\n').length
    const isExplained = /^\s*\/\/|\*\/$/.test(lines[line - 2] ?? '')
    return (declaration.declarations as Node[])
      .map(({ id, init }) => ({ name: String((id as Node).name), init: init as Node | null }))
      .filter(({ name, init }) => declaration.kind === 'let' || isFilled(name, init, text))
      .map(({ name }) => ({ name, isExplained }))
  })
}

// A collection that has all that it needs from the beginning is a table.
function isFilled(name: string, init: Node | null, text: string): boolean {
  switch (init?.type) {
    case 'ArrayExpression':
      return (init.elements as unknown[]).length === 0
    case 'ObjectExpression':
      return (init.properties as unknown[]).length === 0
    case 'NewExpression': {
      const { type, object, name: constructed } = init.callee as Node
      // What `Intl` makes does not change.
      if (type === 'MemberExpression' && (object as Node).name === 'Intl') return false
      const isCollection = ['Map', 'Set'].includes(String(constructed))
      const isEmpty = (init.arguments as unknown[]).length === 0
      return isCollection && !isEmpty ? new RegExp(`\\b${name}\\.(set|add|delete|clear)\\b`).test(text) : true
    }
    default:
      return false
  }
}

/** The names that a source mentions. */
export function identifiersIn(text: string): string[] {
  return nodesIn(text).flatMap(({ type, name, value }) => {
    if (type === 'Identifier') return [String(name)]
    return type === 'Literal' && typeof value === 'string' ? [value] : []
  })
}

// `import { type A, type B }` imports types alone, as `import type { A, B }` does.
function areTypes(node: Node, kind: 'importKind' | 'exportKind'): boolean {
  const specifiers = (node.specifiers ?? []) as Node[]
  return node[kind] === 'type' || (specifiers.length > 0 && specifiers.every(each => each[kind] === 'type'))
}

function nodesIn(text: string): Node[] {
  const nodes: Node[] = []
  const visit = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(visit)
    else if (isNode(value)) {
      nodes.push(value)
      Object.values(value).forEach(visit)
    }
  }
  visit(parseAst(text, { lang: 'ts' }))
  return nodes
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}

function literal(node: unknown): string {
  const value = isNode(node) ? node.value : undefined
  if (typeof value !== 'string') throw new Error('a module is imported by a name that is not a literal')
  return value
}
