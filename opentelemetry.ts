// Records conflicts as events of OpenTelemetry's spans: `node --require headers-trace/register --require headers-trace/opentelemetry`.
import { isOff } from './src/options'

if (!isOff()) start()

function start(): void {
  const { warn } = require('./src/report/output') as typeof import('./src/report/output')
  try {
    const { recordConflicts } =
      require('./src/report/opentelemetry') as typeof import('./src/report/opentelemetry')
    recordConflicts(require('@opentelemetry/api') as typeof import('@opentelemetry/api'))
  } catch (error) {
    warn(`conflicts go to no span: ${(error as Error).message.split('\n', 1)}`)
  }
}
