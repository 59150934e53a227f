/** Numbers that have their values in one page. Contexts that come to be together mostly go together. */
const pageSize = 64

interface Page<Value> {
  readonly values: (Value | undefined)[]
  count: number
}

/**
 * Values by Node's numbers for asynchronous contexts, which only grow. A `Map` of them would keep values alive that it does not have
 * any more, as `OrderedList` says; of this one's map nothing but empty pages is kept.
 */
export class ContextTable<Value extends object> {
  readonly #pages = new Map<number, Page<Value>>()

  get(id: number): Value | undefined {
    return this.#pages.get(Math.floor(id / pageSize))?.values[id % pageSize]
  }

  set(id: number, value: Value): void {
    const number = Math.floor(id / pageSize)
    let page = this.#pages.get(number)
    if (page === undefined) {
      page = { values: new Array(pageSize).fill(undefined), count: 0 }
      this.#pages.set(number, page)
    }
    if (page.values[id % pageSize] === undefined) page.count++
    page.values[id % pageSize] = value
  }

  delete(id: number): void {
    const number = Math.floor(id / pageSize)
    const page = this.#pages.get(number)
    if (page?.values[id % pageSize] === undefined) return
    page.values[id % pageSize] = undefined
    if (--page.count === 0) this.#pages.delete(number)
  }
}
