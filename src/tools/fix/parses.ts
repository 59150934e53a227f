import { parse } from '@babel/parser'

/** Whether the text of a file parses as JavaScript, or as TypeScript where its name says so. */
export function parses(bytes: Buffer, path: string): boolean {
  const isTypeScript = /\.[cm]?tsx?$/.test(path)
  try {
    parse(bytes.toString('utf8').replace(/^\ufeff/, ''), {
      sourceType: 'unambiguous',
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowImportExportEverywhere: true,
      allowUndeclaredExports: true,
      plugins: [
        ...(isTypeScript ? (['typescript'] as const) : []),
        ...(/\.[cm]?ts$/.test(path) ? [] : (['jsx'] as const)),
        'decorators',
      ],
    })
    return true
  } catch {
    return false
  }
}
