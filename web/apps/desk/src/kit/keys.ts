/** One listener for all keys: off while typing except with Ctrl or Alt; two-letter keys (`g q`) wait for the second. */

import { onBeforeUnmount, onMounted } from 'vue'

export type Keys = Record<string, (event: KeyboardEvent) => void>

const layers: Keys[] = []
let first = ''
let firstAt = 0

/** `ctrl+enter`, `alt+1`, `shift+x`, `j`, `g q`. */
export function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key.toLowerCase()
  const marks = [event.ctrlKey || event.metaKey ? 'ctrl' : '', event.altKey ? 'alt' : ''].filter(Boolean)
  if (event.shiftKey && /^[a-z]$/.test(key)) marks.push('shift')
  return [...marks, key].join('+')
}

function typing(event: KeyboardEvent): boolean {
  const at = event.target as HTMLElement | null
  if (!at) return false
  return at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || at.getAttribute('role') === 'combobox'
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const name = nameOf(event)
  const marked = event.ctrlKey || event.metaKey || event.altKey
  if (typing(event) && !marked && name !== 'escape') return
  if (name === 'enter' && (event.target as HTMLElement | null)?.closest('button, a, [role=option], [role=menuitem]')) return
  const pair = first && event.timeStamp - firstAt < 1500 ? `${first} ${name}` : ''
  first = name === 'g' ? 'g' : ''
  firstAt = event.timeStamp
  for (const keys of [...layers].reverse()) {
    const act = (pair && keys[pair]) || keys[name]
    if (act) {
      event.preventDefault()
      act(event)
      return
    }
    if ('*' in keys) return
  }
}

if (typeof document !== 'undefined') document.addEventListener('keydown', onKey)

/** Keys of a page or a layer over it, while it is there. A layer with `*` keeps all others out. */
export function useKeys(keys: Keys): void {
  onMounted(() => layers.push(keys))
  onBeforeUnmount(() => layers.splice(layers.indexOf(keys), 1))
}
