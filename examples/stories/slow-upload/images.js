const { scrypt } = require('node:crypto')

/** Makes a photo smaller. It stands in for an image library: it keeps a thread busy for a while. */
exports.shrink = function shrink(photo, done, turns = 6) {
  scrypt(photo, 'photo', 64, { N: 2 ** 14, maxmem: 2 ** 26 }, (error, smaller) => {
    if (error || turns === 0) return done(error, smaller)
    shrink(smaller, done, turns - 1)
  })
}
