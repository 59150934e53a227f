const calls = []

exports.calls = calls

exports.ask = function ask(service, kind, callback) {
  calls.push(service)
  if (kind === 'broken') {
    setTimeout(callback, 2, new Error(`${service} is down`))
    return
  }
  setTimeout(callback, kind === 'slow' ? 100 : 2, null, `${service} says hello`)
}

exports.later = (service, kind) =>
  new Promise((resolve, reject) => {
    exports.ask(service, kind, (error, text) => {
      if (error) return reject(error)
      resolve(text)
    })
  })
