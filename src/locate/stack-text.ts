import { type CallSite, isResponse } from '../source/call-site'
import { filePathOf } from '../source/file-path'

// `    at async Type.function [as alias] (file:line:column)`, or `    at file:line:column`.
const line =
  /^ {4}at (?:(async )?(?:new )?(?:(.*?) (?:\[as (.*?)\] )?\((.+):(\d+):(\d+)\)|(.+):(\d+):(\d+)))$/

// `Type.function`, or `Type.[Symbol.iterator]`.
const callName = /^(?:([^[]*?)\.)?(\[.*\]|[^.]*)$/

/** Reads what V8 prints of a stack, for where its call sites cannot be had: https://v8.dev/docs/stack-trace-api */
export function parseStackText(text: string): CallSite[] {
  return text.split('\n').flatMap(entry => {
    const match = line.exec(entry)
    if (match === null) return []
    const [, isAsync, called, methodName = null, file, row, column, bareFile, bareRow, bareColumn] = match
    const name = file ?? bareFile ?? ''
    if (name.startsWith('eval at ') || name === '<anonymous>') return []
    const [, typeName = null, functionName = ''] = callName.exec(called ?? '') ?? []
    return [
      {
        file: filePathOf(name),
        line: Number(row ?? bareRow),
        column: Number(column ?? bareColumn),
        functionName: functionName === '' || functionName === '<anonymous>' ? null : functionName,
        typeName,
        methodName: isResponse(typeName) ? methodName : null,
        isAsync: isAsync !== undefined,
        callee: null,
        offset: null,
        hash: null,
      },
    ]
  })
}
