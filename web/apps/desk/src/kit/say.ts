/** Times, lengths and figures in the words of the chosen language. */

import { useI18n } from 'vue-i18n'
import { type Lateness } from '@shared/cases/rules'
import { isoDate, lengthOf, localTime, monthDay, nearness, parseLimit } from '@shared/clock/rules'
import { now, special, work, zone } from './session'

const PLAIN_DAY = 86_400

export function useSay() {
  const { t, te, n, locale } = useI18n()

  function length(seconds: number, plain = false): string {
    if (seconds <= 0) return t('time.minutes', { n: 0 })
    const { days, hours, minutes } = lengthOf(seconds, plain ? PLAIN_DAY : work.value.daySeconds)
    const parts = [
      days ? t('time.days', { n: days }) : '',
      hours ? t('time.hours', { n: hours }) : '',
      minutes ? t('time.minutes', { n: minutes }) : '',
    ]
    return parts.filter(Boolean).join(' ')
  }

  /** 剩 3 时 28 分 · 超 44 分 · 挂账 */
  function lateness(of: Lateness): string {
    if (of.state === 'hold') return t('late.hold')
    if (of.state === 'none') return t('late.none')
    if (of.state === 'done') return t('late.done')
    if (of.state !== 'late' && of.seconds <= 0) return t('late.next_day')
    if (of.state === 'late' && of.seconds <= 0) return t('late.just')
    return t(of.state === 'late' ? 'late.over' : 'late.left', { time: length(of.seconds, of.plain) })
  }

  /** 今天 15:22 · 10-13 11:50 · 2025-10-13 */
  function moment(at: string | Date, withTime = true): string {
    const local = localTime(new Date(at), zone.value)
    const near = nearness(local, localTime(new Date(now.value * 1000), zone.value))
    if (near === 'far') return isoDate(local)
    const day = near === 'year' ? monthDay(local) : t(`time.${near}`)
    return withTime ? `${day} ${local.time}` : day
  }

  function clock(at: string | Date): string {
    return localTime(new Date(at), zone.value).time
  }

  /** 10-13 周二 */
  function weekday(at: string | Date): string {
    const local = localTime(new Date(at), zone.value)
    return `${monthDay(local)} ${t(`weekday.${local.weekday}`)}`
  }

  /** Whether the local date is a weekend day that is worked. */
  function isMakeup(at: string): boolean {
    return special.value[isoDate(localTime(new Date(at), zone.value))] === 'makeup'
  }

  function limit(text: string): string {
    const found = parseLimit(text)
    return found ? t(`limit.${found.kind}`, { n: found.amount }) : text
  }

  const count = (value: number): string => n(value)

  /** Names one after another. */
  const listed = (names: readonly string[]): string => names.join(t('mark.list'))

  /** Words that bear a number, in the form that the number asks for: `{n}` in them. */
  function counted(key: string, of: number, named: Record<string, unknown> = {}): string {
    return t(key, { ...named, n: n(of), count: of })
  }

  return { t, te, n, locale, length, lateness, moment, clock, weekday, isMakeup, limit, count, counted, listed }
}
