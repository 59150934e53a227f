// Runs beside instrumented programs: knows of each moment which application call is being made, and by which calls it came.
// No stack is read: functions say when they are entered, calls where they are, and AsyncLocalStorage carries both.
const { AsyncLocalStorage } = require('node:async_hooks')

/** The call that is being made: `{ activation, position }`, or `{ request }` where a request begins. */
const current = new AsyncLocalStorage()

/** Activations that are running in this very turn, the innermost last. */
const running = []
let activations = 0

class Activation {
  constructor(program, fn, lexical) {
    this.id = ++activations
    this.program = program
    this.fn = fn
    this.lexical = lexical
    this.from = current.getStore() ?? null
    this.isCalled = this.from !== null && running.at(-1) === this.from.activation
    this.request = requestOf(this.from) ?? lexical?.request ?? null
  }

  at(value, position) {
    this.program.note(this.request, position)
    current.enterWith({ activation: this, position })
    return value
  }
}

/** The request in whose course a point is, or `null`. */
function requestOf(point) {
  return point?.request ?? point?.activation?.request ?? null
}

/** What an instrumented program calls, and what it has been seen to do. Each run of a program has one of its own. */
class Program {
  constructor() {
    this.requests = []
    this.conflicts = []
    /** The ids of the calls that were made for each request. */
    this.made = new Map()
  }

  enter(fn, lexical) {
    return new Activation(this, fn, lexical)
  }

  run(fn, lexical, body) {
    const activation = new Activation(this, fn, lexical)
    running.push(activation)
    try {
      return current.run({ activation, position: null }, () => body(activation))
    } finally {
      running.pop()
    }
  }

  note(request, position) {
    const key = request?.index ?? -1
    const calls = this.made.get(key)
    if (calls === undefined) this.made.set(key, new Set([position]))
    else calls.add(position)
  }
}

/**
 * When a function is taken to go on where it was written, and not where it was called: `never`; where it was called in the course
 * of nothing that is known (`uncalled`), or of something else than the call that it was written in (`lost`), as from a queue;
 * `always` it can be, as where a listener was registered.
 */
const nestings = {
  never: () => false,
  uncalled: from => from?.activation == null || from.activation.lexical === null,
  lost: (from, lexical) => !leadsThrough(from, lexical),
  always: () => true,
}

/** The calls that lead to a point, the innermost first: as AsyncLocalStorage has them, but for what goes on by its nesting. */
function pathOf(point, nesting) {
  const isNested = nestings[nesting]
  const path = []
  for (let at = point; at?.activation != null; ) {
    const { activation, position } = at
    // Entered in this very turn it is still running; else it goes on after an `await`, or has long returned.
    const isRunning = running.includes(activation)
    path.push({
      activation: activation.id,
      fn: activation.fn,
      position,
      isCalled: activation.isCalled,
      isRunning,
    })
    const { from, lexical } = activation
    const isWrittenInCall = lexical !== null && lexical.lexical !== null
    at = isWrittenInCall && isNested(from, lexical) ? { activation: lexical, position: null } : from
  }
  return path
}

function leadsThrough(point, activation) {
  for (let at = point; at?.activation; at = at.activation.from) if (at.activation === activation) return true
  return false
}

module.exports = { current, pathOf, requestOf, Program }
