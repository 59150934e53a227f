const parcels = [{ id: 1, to: 'Rome' }]

exports.parcels = parcels

exports.find = (id, callback) => {
  setTimeout(() => callback(null, parcels.find(parcel => parcel.id === id)), 1)
}

exports.track = async id => {
  await new Promise(resolve => setTimeout(resolve, 1))
  return id === 1 ? 'Milan' : undefined
}
