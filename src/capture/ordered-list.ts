/**
 * A list in the order of insertion, for what comes and goes with every request. V8's `Map` and `Set` leave each table that they have
 * outgrown pointing to the next one. Once one of those is in the old generation, all that follow survive until the next major
 * collection, and so does each request that was in one of them.
 * https://github.com/nodejs/node/blob/v24.21.0/deps/v8/src/objects/ordered-hash-table.cc#L301
 */
export class OrderedList<Value extends object> {
  #first: Place<Value> | undefined
  #last: Place<Value> | undefined
  #size = 0

  get size(): number {
    return this.#size
  }

  /** What was inserted first of what is there. */
  get first(): Value | undefined {
    return this.#first?.value
  }

  /** Inserts a value, and gives its place, to be removed. */
  add(value: Value): Place<Value> {
    const place = { value, list: this, before: this.#last, after: undefined } as Place<Value>
    if (this.#last === undefined) this.#first = place
    else this.#last.after = place
    this.#last = place
    this.#size++
    return place
  }

  /** Removes what is at a place; nothing where that is removed already, or a place of another list. */
  remove(place: Place<Value>): void {
    if (place.list !== this) return
    const { before, after } = place
    if (before === undefined) this.#first = after
    else before.after = after
    if (after === undefined) this.#last = before
    else after.before = before
    place.list = place.before = place.after = undefined
    this.#size--
  }

  /** All values. Those that are inserted meanwhile are among them, and any may be removed. */
  *values(): Generator<Value> {
    for (let place = this.#first; place !== undefined; ) {
      const next: Place<Value> | undefined = place.after
      yield place.value
      place = next
    }
  }
}

/** Where a value is in a list. */
export interface Place<Value extends object> {
  readonly value: Value
  list: OrderedList<Value> | undefined
  before: Place<Value> | undefined
  after: Place<Value> | undefined
}
