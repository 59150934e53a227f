const notices = [
  { from: '2026-11-20', until: '2026-11-24', text: 'Mail is down on Sunday from 18:00 to 20:00.' },
  { from: '2026-12-24', until: '2027-01-02', text: 'The help desk is closed.' },
]

exports.current = function current(date) {
  const day = date.toISOString().slice(0, 10)
  return notices.find(({ from, until }) => from <= day && day <= until)?.text
}
