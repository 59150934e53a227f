const shops = [
  { name: 'north', items: { lamp: 30, chair: 50 }, paints: color => settled(color === 'red', 'north') },
  { name: 'south', items: { lamp: 25 }, paints: color => settled(color === 'red', 'south') },
  { name: 'west', items: { lamp: 28, table: 90 }, paints: color => settled(false, 'west') },
]

function settled(isPainted, name) {
  return isPainted ? Promise.resolve(name) : Promise.reject(new Error('no paint'))
}

exports.shops = shops

exports.priceAt = (shop, item, callback) => {
  setTimeout(() => {
    callback(null, shop.items[item])
  }, 1)
}

exports.stockAt = (shop, item, callback) => {
  if (item === 'boat') {
    return setImmediate(callback, new Error('we have no boats'))
  }
  setImmediate(callback, null, item in shop.items ? 2 : 0)
}
