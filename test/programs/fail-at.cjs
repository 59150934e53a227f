// A preload that makes one function of headers-trace throw: FUNCTION is `locate/locate locate`, and TIMES how often.
const { join } = require('node:path')

const [file, name] = process.env.FUNCTION.split(' ')
let left = Number(process.env.TIMES ?? Number.POSITIVE_INFINITY)
const module_ = require(join(__dirname, '../../dist/src', file))
const original = module_[name]
module_[name] = function fails(...args) {
  if (left-- > 0) throw new Error(`injected into ${name}`)
  return Reflect.apply(original, this, args)
}
