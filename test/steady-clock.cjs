// Makes every run of a program print the same times, however often it looks at the clock: hardly any goes by.
const { performance } = require('node:perf_hooks')

let now = 0
performance.now = () => {
  now += 0.0001
  return now
}
