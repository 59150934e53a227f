import { awaits } from './operators/awaits'
import { branches } from './operators/branches'
import { byHand } from './operators/by-hand'
import { errors } from './operators/errors'
import { headers } from './operators/headers'
import { nexts } from './operators/next'
import type { Operator } from './operators/operator'
import { repeats } from './operators/repeats'
import { returns } from './operators/returns'

/** Every mistake that is made, in the order of the table. */
export const operators: readonly Operator[] = [
  ...returns,
  ...branches,
  ...awaits,
  ...nexts,
  ...headers,
  ...repeats,
  ...errors,
  ...byHand,
]
