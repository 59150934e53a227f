exports.start = function start(id) {
  const job = { id, state: 'running', file: null }
  setTimeout(() => Object.assign(job, { state: 'done', file: `export-${id}.csv` }), 25)
  return job
}
