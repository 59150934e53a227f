import { expect, it } from 'vitest'
import { requestLineOf } from '../../src/detect/request'

it.each([
  ['/company/42?token=secret', '/company/42'],
  ['/company/42#secret', '/company/42'],
  ['/users/ada@example.org', '/users/ada@example.org'],
  ['http://user:secret@host.example/x?token=1', 'http://host.example/x'],
  ['HTTPS://secret@host.example:8080/a@b', 'HTTPS://host.example:8080/a@b'],
  ['http://user:p@ss@host.example', 'http://host.example'],
  ['//user:secret@host.example/x', '//host.example/x'],
  ['http://host.example/users/a@b', 'http://host.example/users/a@b'],
])('of a request for %s the path %s is recorded', (url, path) => {
  expect(requestLineOf({ method: 'GET', url }).path).toBe(path)
})
