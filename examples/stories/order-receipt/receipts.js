exports.send = async function send(customer, payment) {
  const to = customer.email.trim()
  console.log(`to ${to}: thank you for ${payment.amount} ${payment.currency}`)
}
