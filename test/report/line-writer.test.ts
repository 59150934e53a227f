import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { LineWriter } from '../../src/report/line-writer'

/** A reader that has room for so many bytes, and takes more when it is given more room. */
function reader(room: number, errorCode = 'EAGAIN') {
  let [read, attempts] = ['', 0]
  const events: string[] = []
  const sink = {
    room,
    writeSome: (bytes: Uint8Array) => {
      attempts++
      const taken = bytes.subarray(0, sink.room)
      if (taken.length === 0) throw Object.assign(new Error('no room'), { code: errorCode })
      sink.room -= taken.length
      read += Buffer.from(taken).toString()
      return taken.length
    },
    onError: (_error: unknown, unwritten: string) => events.push(`failed: ${unwritten}`),
    onLost: (count: number) => events.push(`lost: ${count}`),
  }
  return { sink, writer: new LineWriter(sink), read: () => read, attempts: () => attempts, events }
}

describe('what a reader has no room for', () => {
  it('is written later, in its order, and each line whole', async () => {
    const { sink, writer, read } = reader(10)
    for (const line of ['first line\n', 'second\n', 'third\n']) writer.write(line)
    expect(read()).toBe('first line')
    sink.room = 5
    while (read() === 'first line') await setTimeout(5)
    writer.write('fourth\n')
    expect(read()).toBe('first line\nseco')
    sink.room = 100
    while (!read().endsWith('fourth\n')) await setTimeout(5)
    expect(read()).toBe('first line\nsecond\nthird\nfourth\n')
  })

  it('is written at the end of the process, while the reader makes room', () => {
    const { sink, writer, read } = reader(3)
    writer.write('one\n')
    writer.write('two\n')
    sink.room = 100
    writer.flush()
    expect(read()).toBe('one\ntwo\n')
  })

  it('does not hold the event loop: it is tried once, and for ten milliseconds where a line is half written', () => {
    const full = reader(0)
    for (let count = 0; count < 100; count++) full.writer.write('line\n')
    expect(full.attempts()).toBe(1)
    const half = reader(2)
    for (let count = 0; count < 100; count++) half.writer.write('line\n')
    expect(half.attempts()).toBeLessThanOrEqual(13)
  })

  it('is given up at the end, where the reader has stopped', () => {
    const { writer, read } = reader(0)
    writer.write('line\n')
    writer.flush()
    expect(read()).toBe('')
  })

  it('is bounded: a text beyond a megabyte is given up and counted', async () => {
    const { sink, writer, read, events } = reader(0)
    for (let count = 0; count < 12; count++) writer.write(`${'x'.repeat(99_999)}\n`)
    sink.room = 2_000_000
    while (events.length === 0) await setTimeout(5)
    expect(events).toEqual(['lost: 2'])
    expect(read().split('\n')).toHaveLength(11)
  })
})

it('what cannot be written is handed back whole, also where half of a line was', () => {
  const { writer, events } = reader(7, 'ENOSPC')
  writer.write('one\n')
  writer.write('second\n')
  expect(events).toEqual(['failed: second\n'])
  writer.write('third\n')
  expect(events).toEqual(['failed: second\n', 'failed: third\n'])
})
