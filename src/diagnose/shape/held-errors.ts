import { type Frame, frameOf } from '../../locate/frame'
import type { LocatedConflict } from '../../locate/locate'
import { parseStackText } from '../../locate/stack-text'

/** An error that a call on the path to the second attempt held at that moment. */
export interface HeldError {
  readonly name: string
  readonly message: string
  readonly site: Frame | null
  readonly holder: Frame | null
  readonly kind: 'catch' | 'parameter' | 'local'
}

/** The errors that calls on the path to the second attempt held; `null` where they were not looked for. */
export function heldErrorsOf({ raw, second }: LocatedConflict): readonly HeldError[] | null {
  if (raw.handled.length === 0) return null
  const frames = second.path[0]?.frames ?? []
  return raw.handled.map(({ name, message, stack, from, functionName }): HeldError => {
    const made = parseStackText(stack).map(call => frameOf(call))
    const site =
      made.find(frame => frame.owner === 'app') ?? made.find(frame => frame.owner !== 'node') ?? null
    const isHolder = (frame: Frame) =>
      frame.owner !== 'node' && (frame.call.functionName ?? '').split('.').at(-1) === functionName
    return {
      name,
      message,
      site,
      holder: frames.find(isHolder) ?? null,
      kind: from === 'catch' ? 'catch' : 'parameter',
    }
  })
}
