import { editors, urlOf } from '../editor'
import { index } from './data'
import { byId, element } from './dom'
import { breakable } from './words'

const key = 'headers-trace-editor'

// Chosen by `--editor`, or on the page.
let editor = index.opening === null ? '' : (stored() ?? index.opening.editor ?? '')

/** A position as text; as a link into the chosen editor where there is one. */
export function position(place: string, text = place): Node[] {
  const url = index.opening === null ? null : urlOf(place, editor, index.opening.directory)
  if (url === null) return breakable(text).map(part => (typeof part === 'string' ? new Text(part) : part))
  return [
    element(
      'a',
      { class: 'opens', href: url, title: `Open in ${editors[editor]?.name}` },
      ...breakable(text),
    ),
  ]
}

/** Lets the page choose an editor, where it was made for the machine that it is seen on. */
export function startEditorChoice(onChange: () => void): void {
  if (index.opening === null) return
  const choice = byId<HTMLSelectElement>('editor')
  choice.append(
    element('option', { value: '' }, 'no editor'),
    ...Object.entries(editors).map(([code, { name }]) => element('option', { value: code }, name)),
  )
  choice.value = editor
  choice.closest('label')?.removeAttribute('hidden')
  choice.addEventListener('input', () => {
    editor = choice.value
    store(editor)
    onChange()
  })
}

// A page from the disk may have no storage.
function stored(): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function store(value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // It is chosen for as long as the page is open.
  }
}
