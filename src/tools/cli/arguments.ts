import { Refusal } from './refusal'

/** What `parseArgs` gives; where it throws, its first sentence is the refusal. */
export function parseArgsOrRefuse<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    // Node goes on to say how an argument can begin with a dash.
    throw new Refusal((error as Error).message.replace(/\. To specify [\s\S]*/, ''))
  }
}
