import { byId, element } from './dom'

/** A button that copies a text; where the browser does not let it, the text is shown, selected. */
export function copyButton(label: string, textOf: () => string): HTMLButtonElement {
  const button = element('button', { type: 'button' }, label)
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(textOf())
      button.textContent = 'Copied'
      setTimeout(() => {
        button.textContent = label
      }, 1500)
    } catch {
      show(textOf())
    }
  })
  return button
}

function show(text: string): void {
  const area = byId<HTMLTextAreaElement>('by-hand-text')
  area.value = text
  byId<HTMLDialogElement>('by-hand').showModal()
  area.select()
}
