/** Fields that are answered by one of a few: what they offer on this case. */

import type { Case } from '@shared/api/types'
import type { Widget } from './fields'

export interface Choice {
  value: unknown
  text: string
}

const DECLINED = [
  'emergency', 'court', 'discipline', 'review', 'disclosure', 'petition', 'repeat', 'secret', 'beyond_duty', 'unlawful',
] // prettier-ignore

type Say = (key: string, named?: Record<string, unknown>) => string

export function choicesOf(widget: Widget, doc: Case, t: Say): Choice[] | null {
  const of = (kind: string, ...names: string[]): Choice[] => names.map((name) => ({ value: name, text: t(`${kind}.${name}`) }))
  switch (widget) {
    case 'yes_no':
      return [
        { value: true, text: t('form.yes') },
        { value: false, text: t('form.no') },
      ]
    case 'satisfied':
      return of('satisfied', 'satisfied', 'basically', 'unsatisfied')
    case 'grade':
      return of('grade', 'ordinary', 'large', 'major')
    case 'outcome':
      return of('outcome', 'resolved', 'explained', 'answered', 'referred')
    case 'score':
      return [1, 2, 3, 4, 5].map((score) => ({ value: score, text: String(score) }))
    case 'service':
      return of('service', '110', '119', '120', '122', 'gas', 'water', 'power', 'heat')
    case 'reroute':
      return of('reroute', 'keep', 'rules')
    case 'declined_for':
      return of('declined_for', ...DECLINED)
    case 'withdrawn_for':
      return of('withdrawn_for', 'solved', 'mistaken', 'elsewhere', 'unwilling', 'repeated')
    case 'report':
      return doc.reports.map((report) => ({ value: report.number, text: `${report.number} ${report.title ?? ''}` }))
    case 'stage':
      return doc.clocks
        .filter((clock) => clock.stage === 'staged' && !clock.ended_at)
        .map((clock) => ({
          value: clock.code,
          text: doc.standard.stages.find((stage) => stage.code === clock.code)?.name ?? clock.code,
        }))
    case 'assignment':
      return doc.assignments.map((each) => ({
        value: each.no,
        text: `${doc.units[String(each.unit)] ?? ''} ${t(`role.${each.role}`)} ${t(`held.${each.held}`)}`,
      }))
    default:
      return null
  }
}
