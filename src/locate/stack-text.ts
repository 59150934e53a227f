import type { CallSite } from './call-sites'
import { pathOf } from './path'

// `    at async Type.function [as alias] (file:line:column)`, or `    at file:line:column`.
const line = /^ {4}at (?:(async )?(?:new )?(?:(.*?) (?:\[as .*?\] )?\((.+):(\d+):(\d+)\)|(.+):(\d+):(\d+)))$/

/** Reads what V8 prints of a stack, for where its call sites cannot be had: https://v8.dev/docs/stack-trace-api */
export function parseStackText(text: string): CallSite[] {
  return text.split('\n').flatMap(entry => {
    const match = line.exec(entry)
    if (match === null) return []
    const [, isAsync, called, file, row, column, bareFile, bareRow, bareColumn] = match
    const name = file ?? bareFile ?? ''
    if (name.startsWith('eval at ') || name === '<anonymous>') return []
    const dot = called?.lastIndexOf('.') ?? -1
    return [
      {
        file: pathOf(name),
        line: Number(row ?? bareRow),
        column: Number(column ?? bareColumn),
        functionName: called === undefined || called.endsWith('<anonymous>') ? null : called.slice(dot + 1),
        typeName: dot === -1 ? null : (called?.slice(0, dot) ?? null),
        isAsync: isAsync !== undefined,
      },
    ]
  })
}
