// OpenTelemetry as a service sets it up: the SDK, the instrumentation of http, and the exporter to a collector.
const { registerInstrumentations } = require('@opentelemetry/instrumentation')
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http')
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-http')
const { BatchSpanProcessor, NodeTracerProvider } = require('@opentelemetry/sdk-trace-node')

const provider = new NodeTracerProvider({
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: process.env.COLLECTOR }))],
})
provider.register()
registerInstrumentations({ instrumentations: [new HttpInstrumentation()] })

process.once('beforeExit', () => provider.shutdown())
