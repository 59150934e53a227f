const { setTimeout: wait } = require('node:timers/promises')

exports.mails = []

exports.sendMail = async function sendMail(text) {
  await wait(2)
  if (text.length > 200) throw new Error('too long for a mail')
  exports.mails.push(text)
}
