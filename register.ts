// The preload: `node --require headers-trace/register app.js`. Switched off, it loads nothing else.
import { isOff, otherRuntime } from './src/options'

const other = otherRuntime()
if (other !== undefined) console.error(`headers-trace: needs Node; nothing is watched under ${other}`)
else if (!isOff()) start()

function start(): void {
  try {
    ;(require('./src/install') as typeof import('./src/install')).install()
  } catch (error) {
    // What is loaded may need of Node what somebody has taken away. The application starts all the same.
    console.error(`headers-trace: cannot watch this process: ${(error as Error).message.split('\n', 1)}`)
  }
}
