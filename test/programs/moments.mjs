// The moments in the life of a response. Each brings it there and then calls `act`, in the very same turn.
export const moments = {
  'before the head': (_res, act) => act(),
  'after the head': (res, act) => {
    res.writeHead(200)
    act()
  },
  'after the headers are flushed': (res, act) => {
    res.flushHeaders()
    act()
  },
  'after some body': (res, act) => {
    res.write('some')
    act()
  },
  'after the end': (res, act) => {
    res.end('all')
    act()
  },
  'after the end of a response in pieces': (res, act) => {
    res.write('some')
    res.end()
    act()
  },
  'when it has finished': (res, act) => {
    res.once('finish', act).end('all')
  },
  'when it has closed': (res, act) => {
    res.once('close', act).end('all')
  },
  'when its client has gone': (res, act) => {
    res.once('close', act).destroy()
  },
  'when its client has gone after the head': (res, act) => {
    res.once('close', act).writeHead(200)
    res.destroy()
  },
}
