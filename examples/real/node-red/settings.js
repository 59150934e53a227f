const { join } = require('node:path')

module.exports = {
  flowFile: 'flows.json',
  nodesDir: [join(__dirname, 'node_modules/node-red-dashboard')],
}
