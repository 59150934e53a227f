const months = ['January', 'February', 'March']

module.exports = async function* rows(year) {
  for (const [index, month] of months.entries()) yield [year, month, (index + 1) * 100]
}
