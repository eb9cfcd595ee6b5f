/** Figures of advice as they are shown. */

/** 0…1 as whole per cent. */
export function percent(confidence: number): number {
  return Math.round(Math.min(1, Math.max(0, confidence)) * 100)
}
