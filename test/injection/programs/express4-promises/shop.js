const items = [
  { id: 1, name: 'lamp', price: 30 },
  { id: 2, name: 'chair', price: 70 },
]

exports.seen = []
exports.orders = []

exports.items = () => Promise.resolve(items)

exports.item = id =>
  new Promise(resolve => {
    setTimeout(() => resolve(items.find(item => item.id === id)), 1)
  })

exports.discount = async coupon => {
  if (coupon === 'half') return 0.5
  const error = new Error('no such coupon')
  error.code = 'COUPON'
  throw error
}

exports.book = total => new Promise(resolve => setImmediate(() => resolve(total + 1000)))

exports.receipt = total => Promise.resolve(`paid ${total}`)
