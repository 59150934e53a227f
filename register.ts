// The preload: `node --require headers-trace/register app.js`. Switched off, it loads nothing else.
import { isOff } from './src/options'

if (!isOff()) (require('./src/install') as typeof import('./src/install')).install()
