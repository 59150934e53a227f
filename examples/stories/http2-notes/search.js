const words = new Map()

exports.add = function add(note) {
  for (const word of note.title.split(' ')) words.set(word.toLowerCase(), note)
}
