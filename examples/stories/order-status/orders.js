module.exports = [
  { id: '1001', status: 'open', total: 19.9 },
  { id: '1002', status: 'cancelled', total: 45 },
  { id: '1003', status: 'paid', total: 8.5 },
]
