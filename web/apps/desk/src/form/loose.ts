/** True while a box of a list holds words nobody chose: it says so itself, and what is in it would be lost by sending. */
export function loose(within: ParentNode | null): boolean {
  const box = within?.querySelector<HTMLInputElement>('.pick input:invalid')
  return box ? !box.reportValidity() : false
}
