// Makes every run of a program print the same times: each look at the clock comes 1.5 ms after the one before.
const { performance } = require('node:perf_hooks')

let now = 0
performance.now = () => {
  now += 1.5
  return now
}
