const items = [
  { id: 1, title: 'The bakery opens at six again' },
  { id: 2, title: 'Bridge closed until Friday' },
]

exports.since = id => items.filter(item => item.id > id)
