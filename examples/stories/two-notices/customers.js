module.exports = new Map([
  [7, { name: 'Grace', unpaid: 2, parcels: ['JJD 0002 2290'] }],
  [8, { name: 'Edsger', unpaid: 0, parcels: ['JJD 0002 2291'] }],
])
