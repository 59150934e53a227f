// The preload: `node --require headers-trace/register app.js`. Switched off, it loads nothing else.
import { isOff, otherRuntime } from './src/options'

const other = otherRuntime()
if (other !== undefined) console.error(`headers-trace: needs Node; nothing is watched under ${other}`)
else if (!isOff()) (require('./src/install') as typeof import('./src/install')).install()
