import { parse as parseText } from '@babel/parser'
import type { File } from '@babel/types'

/** The syntax tree of a program's file, JavaScript or TypeScript by its name. */
export function parse(text: string, file: string): File {
  const isTyped = file.endsWith('.ts')
  return parseText(text, {
    sourceType: 'unambiguous',
    allowReturnOutsideFunction: true,
    plugins: isTyped ? ['typescript', 'decorators-legacy'] : [],
  })
}
