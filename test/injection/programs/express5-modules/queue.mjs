export class Queue {
  #jobs = []
  #isRunning = false

  push(work, callback) {
    this.#jobs.push({ work, callback })
    if (!this.#isRunning) {
      this.#isRunning = true
      setImmediate(() => this.#next())
    }
  }

  run(work) {
    return new Promise((resolve, reject) => {
      this.push(work, error => {
        if (error) return reject(error)
        resolve()
      })
    })
  }

  #next() {
    const job = this.#jobs.shift()
    if (job === undefined) {
      this.#isRunning = false
      return
    }
    try {
      job.work()
    } catch (error) {
      job.callback(error)
      setImmediate(() => this.#next())
      return
    }
    job.callback(null)
    setImmediate(() => this.#next())
  }
}
