/** One report as it is taken: what is said, where, what fits, what it may be a duplicate of, kept while it is typed. */

import { computed, onBeforeUnmount, reactive, ref, shallowRef, watch } from 'vue'
import type { components } from '@shared/api/schema'
import type { Line } from '@shared/api/types'
import { metres } from '@shared/places/rules'
import { type Problem, api, ask, freshKey } from '../kit/api'
import { persist } from '../kit/persist'
import { may } from '../kit/session'
import { drop, keep, kept } from '../form/drafts'
import { type Standard, standards } from '../form/catalogue'
import { type Suggestion, suggestion } from '../form/suggestion'
import type { By } from './advice'
import { type Likely, likely } from './duplicates'
import { useSlots } from './useSlots'

type Body = components['schemas']['ReportBody']
export type Spot = components['schemas']['Spot']

export interface Said {
  phone: string
  name: string
  anonymous: boolean
  confidential: boolean
  title: string
  text: string
  kind: Body['kind']
  channel: Body['channel']
  category?: string
  condition?: string
  grid?: string
  lng?: number
  lat?: number
  address: string
  files: string[]
  by: { category: By; place: By }
}

const ABOUT = 'report'

function empty(): Said {
  return {
    phone: '', name: '', anonymous: false, confidential: false, title: '', text: '', kind: 'complain',
    channel: may('accept') ? 'hotline' : 'patrol', address: '', files: [], by: { category: 'nobody', place: 'nobody' },
  } // prettier-ignore
}

/** What was kept; a draft that does not say who filled it in was filled in by the clerk. */
function restored(values: Partial<Said>): Said {
  const by = { category: values.category ? 'clerk' : 'nobody', place: values.grid || values.address ? 'clerk' : 'nobody' } as const
  return { ...empty(), by, ...values }
}

export function useIntake() {
  const old = kept(ABOUT)
  const said = reactive<Said>(old ? restored(old.values as Partial<Said>) : empty())
  const keptAt = ref<Date | null>(old ? new Date(old.at) : null)
  const problem = ref<Problem | null>(null)
  const busy = ref(false)
  const done = shallowRef<{ number: string; case: string } | null>(null)
  let key = old?.key ?? freshKey()
  let timer = 0
  const known = useKnown(said, body)
  const slots = useSlots(said, known.all)

  function keepNow(): void {
    window.clearTimeout(timer)
    if (keep(ABOUT, { at: Date.now(), key, values: { ...said } })) keptAt.value = new Date()
  }
  watch(said, () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(keepNow, 400)
  }, { deep: true })

  /** As the server takes it: only what was said. */
  function body(): Body {
    const person = said.anonymous ? {} : { ...(said.name && { name: said.name }), ...(said.phone && { phone: said.phone }) }
    return {
      channel: said.channel,
      kind: said.kind,
      text: said.text.trim(),
      sensitive: false,
      files: said.files,
      ...(said.title.trim() && { title: said.title.trim() }),
      ...(Object.keys(person).length && { person }),
      ...(said.confidential && { confidential: true }),
      ...(said.grid && { grid: said.grid }),
      ...(said.lng !== undefined && said.lat !== undefined && { lng: said.lng, lat: said.lat }),
      ...(said.address.trim() && { address: said.address.trim() }),
      ...(said.category && { category: said.category, condition: said.condition }),
    } as Body
  }

  /** Joined to a case that is open; of one that has ended it is the repeat. */
  function joined(number?: string): Partial<Body> {
    if (!number) return {}
    const found = known.duplicates.value.find((each) => each.number === number)
    if (found && found.join !== 'into') return { repeat_of: number }
    return { into: number, category: undefined, condition: undefined }
  }

  async function send(into?: string): Promise<void> {
    if (busy.value || !said.text.trim()) return
    busy.value = true
    keepNow() // before the session can turn out to have ended
    const params = { header: { 'Idempotency-Key': key } as never }
    const advice = slots.advice.value?.advice
    const sent = { ...body(), ...joined(into), ...(advice && { advice }) } as Body
    const answer = await ask(api.POST('/api/v1/reports', { params, body: sent }))
    busy.value = false
    problem.value = answer.problem
    if (!answer.data) {
      // Refused, it is another report that is sent next; what only got lost may have been carried out.
      if (answer.problem && answer.problem.status >= 400 && answer.problem.status < 500) key = freshKey()
      return
    }
    done.value = answer.data as unknown as { number: string; case: string }
    slots.quiet.value = true
    window.clearTimeout(timer)
    drop(ABOUT)
  }

  function again(): void {
    Object.assign(said, { category: undefined, condition: undefined, grid: undefined, lng: undefined, lat: undefined }, empty())
    window.clearTimeout(timer)
    key = freshKey()
    slots.quiet.value = false
    done.value = null
    problem.value = null
    keptAt.value = null
  }

  return { said, keptAt, problem, busy, done, send, again, body, ...known, ...slots }
}

/** What follows from what was said: grid of the point, unit of the rule, earlier calls, duplicates. */
function useKnown(said: Said, body: () => Body) {
  const spot = shallowRef<Spot | null>(null)
  const lead = shallowRef<Suggestion | null>(null)
  const before = shallowRef<Line[] | null>(null)
  const duplicates = shallowRef<Likely[]>([])
  /** Not none, but not known: earlier calls, cases it may be of. */
  const lost = { before: ref(false), duplicates: ref(false) }
  const all = shallowRef<Standard[]>([])
  void standards().then((found) => (all.value = found))

  const standard = computed(() => all.value.find((each) => each.category === said.category && each.condition === said.condition))

  watch(() => [said.lng, said.lat] as const, async ([lng, lat]) => {
    spot.value = null
    if (lng === undefined || lat === undefined) return
    const query = { lng, lat, accuracy: 50 }
    const { data } = await ask(api.GET('/api/v1/locate', { params: { query } }))
    if (!data || said.lng !== lng || said.lat !== lat) return
    spot.value = data
    if (data.grid) said.grid = data.grid.code
  }, { immediate: true })

  watch(() => [said.category, said.condition, said.grid] as const, async ([category, condition, grid]) => {
    lead.value = null
    if (!category || !grid) return
    const found = await suggestion({ category, condition, grid, lng: said.lng, lat: said.lat })
    if (said.category === category && said.grid === grid) lead.value = found
  }, { immediate: true })

  /** Whether the report as it stands was compared with others: no duplicates is said only then. */
  const compared = ref(false)
  let round = 0
  let open = true
  onBeforeUnmount(() => (open = false))
  const later = (act: () => void, ms: number): (() => void) => {
    let timer = 0
    return () => {
      window.clearTimeout(timer)
      timer = window.setTimeout(act, ms)
    }
  }

  watch(() => said.phone, later(async () => {
    const phone = said.phone.trim()
    before.value = null
    lost.before.value = false
    if (phone.replace(/\D/g, '').length < 7) return
    const asked = () => ask(api.GET('/api/v1/search', { params: { query: { text: phone } } }))
    const found = await persist(asked, () => open && said.phone.trim() === phone, lost.before)
    if (said.phone.trim() === phone) before.value = found?.cases ?? null
  }, 400), { immediate: true })

  watch(() => [said.text, said.category, said.grid, said.lng], later(async () => {
    const mine = ++round
    lost.duplicates.value = false
    const asked = said.text.trim().length >= 4 && said.grid
    const found = asked ? await persist(() => likely(body()), () => open && mine === round, lost.duplicates) : []
    if (mine !== round) return
    duplicates.value = (found ?? []).slice(0, 4)
    compared.value = Boolean(asked && found)
  }, 600), { immediate: true })

  const border = computed(() => spot.value?.border[0] ?? null)
  return { all, spot, lead, before, duplicates, compared, lost, standard, border, metres }
}

export type Intake = ReturnType<typeof useIntake>
