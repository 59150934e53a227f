import { parseAst } from 'vitest/node'

/** A module that a source asks for. */
export interface Import {
  readonly from: string
  /** Whether only its types are used, so that nothing is loaded. */
  readonly isType: boolean
  /** Whether it is loaded when a call gets there, and not with the source. */
  readonly isLazy: boolean
}

interface Node {
  readonly type: string
  readonly [property: string]: unknown
}

/** Everything that a TypeScript source imports, in whatever way. */
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

/** The names that a source mentions. */
export function identifiersIn(text: string): string[] {
  return nodesIn(text).flatMap(({ type, name, value }) => {
    if (type === 'Identifier') return [String(name)]
    return type === 'Literal' && typeof value === 'string' ? [value] : []
  })
}

// `import { type A, type B }` is about types as much as `import type { A, B }` is.
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
  if (typeof value !== 'string') throw new Error('a module is asked for by a name that is not written there')
  return value
}
