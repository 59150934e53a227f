module.exports = { setupFilesAfterEnv: ['<rootDir>/setup.js'] }
