// The comments below a blog, in TypeScript that tsx runs as it is. A comment that looks like an advertisement is refused, and
// published all the same: the guard in the route is a helper that answers, and nobody asks it whether it has.
//
// request: POST /comments {"author":"Ada","text":"Buy lamps at lamps.example!"}
// cause: missing-return

require('tsx/cjs')
require('./src/server.ts')
