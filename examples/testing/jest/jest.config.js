module.exports = {
  setupFilesAfterEnv: ['<rootDir>/setup.js'],
  // Reports name lines of what runs: without a transform that is the file itself.
  transform: {},
}
