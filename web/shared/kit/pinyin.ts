/** First letters of Chinese words, by the collation of the language: 水务局 → swj. */

const BOUNDS = '阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀'
const LETTERS = 'abcdefghjklmnopqrstwxyz'
const order = new Intl.Collator('zh-CN')

export function initials(text: string): string {
  return [...text].map(initial).join('')
}

function initial(char: string): string {
  if (/[a-z0-9]/i.test(char)) return char.toLowerCase()
  if (!/[\u4e00-\u9fff]/.test(char)) return ''
  let found = ''
  for (let at = 0; at < BOUNDS.length; at += 1) {
    if (order.compare(BOUNDS[at] ?? '', char) > 0) break
    found = LETTERS[at] ?? ''
  }
  return found
}

/** Whether a word fits what was typed: as it stands, or by its first letters. */
export function fits(typed: string, ...words: string[]): boolean {
  const text = typed.trim().toLowerCase()
  return !text || words.some((word) => word.toLowerCase().includes(text) || initials(word).includes(text))
}
