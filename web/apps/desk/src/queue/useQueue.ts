/** The queue as the address asks for it: pages by key, figures, what is chosen, and the news that wait in their bar. */

import { type ComputedRef, type ShallowRef, computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Counts, Line } from '@shared/api/types'
import { type Filters, filtersOf, queryOf } from '@shared/cases/views'
import { type Problem, api, ask } from '../kit/api'
import { onNews } from '../kit/news'
import { remember } from './trail'

const PAGE = 50

/** News that wait: cases that came, that changed, that went out of sight. The list stays as it is. */
function useWaiting(lines: ShallowRef<Line[]>) {
  const fresh = ref(new Set<string>())
  const changed = ref(new Set<string>())
  const gone = ref(new Set<string>())

  const stop = onNews((news) => {
    if (news.kind === 'many' || news.kind === 'reset') fresh.value = new Set(fresh.value).add('*')
    const line = lines.value.find((known) => known.number === news.number)
    if (news.kind === 'gone' && line) gone.value = new Set(gone.value).add(news.number)
    if (news.kind !== 'case') return
    if (!line) fresh.value = new Set(fresh.value).add(news.number)
    else if (news.seq > line.seq) changed.value = new Set(changed.value).add(news.number)
  })
  onBeforeUnmount(stop)

  function forget(number?: string): void {
    const kept = (set: Set<string>): Set<string> => new Set(number ? [...set].filter((each) => each !== number) : [])
    fresh.value = kept(fresh.value)
    changed.value = kept(changed.value)
    gone.value = kept(gone.value)
  }

  return { fresh, changed, gone, forget }
}

/** How many there are: all in the reader's area, and of the question that is asked. */
function useFigures(filters: ComputedRef<Filters>) {
  const all = shallowRef<Counts | null>(null)
  const counts = shallowRef<Counts | null>(null)
  const filtered = computed(() => Object.keys(queryOf(filters.value)).length > 0)
  let round = 0

  /** `fresh`: for another question than the figures that are shown. */
  async function count(fresh = false): Promise<void> {
    const mine = ++round
    const asked = filtered.value ? ask(api.GET('/api/v1/queue/counts', { params: { query: filters.value } })) : null
    const [whole, part] = await Promise.all([ask(api.GET('/api/v1/queue/counts', { params: { query: {} } })), asked])
    if (whole.data) all.value = whole.data
    if (mine === round) counts.value = (part ?? whole).data ?? (fresh ? null : counts.value)
  }

  return { all, counts, filtered, count }
}

export function useQueue() {
  const route = useRoute()
  const router = useRouter()
  const filters = computed<Filters>(() => filtersOf(route.query))
  const lines = shallowRef<Line[]>([])
  const next = ref<string | null>(null)
  const problem = ref<Problem | null>(null)
  const loading = ref(true)
  const slow = ref(false)
  /** Why the rows after the last one are missing. */
  const cut = ref<Problem | null>(null)
  const at = ref(0)
  const { fresh, changed, gone, forget } = useWaiting(lines)
  const { all, counts, filtered, count } = useFigures(filters)
  let round = 0
  let shownFor = ''

  const chosen = computed<Line | null>(() => lines.value[at.value] ?? null)

  async function load(): Promise<void> {
    const mine = ++round
    loading.value = true
    slow.value = false
    window.setTimeout(() => (slow.value = loading.value && mine === round), 300)
    const query = { ...filters.value, limit: PAGE }
    const wanted = JSON.stringify(query)
    const [page] = await Promise.all([ask(api.GET('/api/v1/cases', { params: { query } })), count(wanted !== shownFor)])
    if (mine !== round) return
    loading.value = false
    problem.value = page.problem
    // Rows of another question under this heading would be a lie; of the same question they are older.
    if (!page.data && wanted !== shownFor) lines.value = []
    if (!page.data) return
    shownFor = wanted
    cut.value = null
    const before = chosen.value?.number
    lines.value = page.data.cases
    next.value = page.data.next
    forget()
    const found = before ? lines.value.findIndex((line) => line.number === before) : 0
    at.value = Math.max(0, found)
    remember(lines.value.map((line) => line.number), route.fullPath)
  }

  async function more(): Promise<void> {
    if (!next.value || loading.value) return
    const mine = round
    loading.value = true
    const query = { ...filters.value, limit: PAGE, after: next.value }
    const { data, problem: why } = await ask(api.GET('/api/v1/cases', { params: { query } }))
    if (mine !== round) return
    loading.value = false
    cut.value = why
    if (!data) return
    const known = new Set(lines.value.map((line) => line.number))
    lines.value = [...lines.value, ...data.cases.filter((line) => !known.has(line.number))]
    next.value = data.next
    remember(lines.value.map((line) => line.number), route.fullPath)
  }

  function choose(index: number): void {
    if (!lines.value.length) return
    at.value = Math.min(Math.max(0, index), lines.value.length - 1)
    if (at.value >= lines.value.length - 10) void more()
  }

  /** What I did myself is no news: the line is read again where it stands. */
  async function refresh(number: string): Promise<void> {
    const { data } = await ask(api.GET('/api/v1/search', { params: { query: { text: number } } }))
    const line = data?.cases.find((found) => found.number === number)
    if (line) {
      lines.value = lines.value.map((old) => (old.number === number ? line : old))
      forget(number)
    } else if (!data) changed.value = new Set(changed.value).add(number)
    void count()
  }

  watch(() => route.query, () => route.name === 'queue' && void load(), { immediate: true })

  function filter(wanted: Partial<Filters>): void {
    void router.push({ name: 'queue', query: queryOf(wanted) })
  }

  return {
    filters, lines, next, counts, all, problem, cut, loading, slow, at, chosen, fresh, changed, gone, filtered,
    load, more, count, choose, refresh, filter,
  } // prettier-ignore
}

export type QueueState = ReturnType<typeof useQueue>
