/** The list a case was opened from: its place in it, the one before and the one after. */

let numbers: readonly string[] = []
let address = '/'

export function remember(list: readonly string[], from: string): void {
  numbers = list
  address = from
}

export function trailOf(number: string): { at: number; count: number; before?: string; after?: string; address: string } {
  const at = numbers.indexOf(number)
  return {
    at: at + 1,
    count: at < 0 ? 0 : numbers.length,
    before: at > 0 ? numbers[at - 1] : undefined,
    after: at >= 0 ? numbers[at + 1] : undefined,
    address,
  }
}
