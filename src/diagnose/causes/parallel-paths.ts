import type { Cause } from '../diagnosis'
import { at, isSamePlace, told } from '../scene'

/** Two callbacks or promises of one request each responded. */
export const parallelPaths: Cause = {
  code: 'parallel-paths',
  recognise({ conflict, fork, sides }) {
    if (fork === null || sides === null) return null
    const { first, second } = sides
    const isAsynchronous =
      first.handedOn.length + second.handedOn.length > 0 ||
      first.way.concat(second.way).some(step => step.activation !== null)
    if (!isAsynchronous && !(fork.from === 'source' && !isSamePlace(sides))) return null
    const name = fork.first.function === '<anonymous>' ? 'one function' : fork.first.function
    return {
      evidence: [
        `${name} started both: at ${at(first.frame)} and at ${at(second.frame)}`,
        ...(first.handedOn.length > 0 ? [`the first came by ${first.handedOn.join(', ')}`] : []),
        ...(second.handedOn.length > 0 ? [`the second came by ${second.handedOn.join(', ')}`] : []),
      ],
      story: `was answered on two ways that ${name} started: by ${told(conflict.first)} and by ${told(conflict.second)}`,
      advice:
        'Let one of the two answer: put the other work into its callback, or wait for both with Promise.all.',
    }
  },
}
