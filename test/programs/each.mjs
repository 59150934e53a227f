// Calls each function of a module's `table`, one after the other, and prints by title what it returned.
import { pathToFileURL } from 'node:url'

const { table } = await import(pathToFileURL(process.argv[2]).href)
const results = {}
for (const [title, observe] of Object.entries(table)) {
  try {
    results[title] = (await observe()) ?? null
  } catch (error) {
    results[title] = { failure: String(error?.stack ?? error) }
  }
}
process.stdout.write(JSON.stringify(results))
