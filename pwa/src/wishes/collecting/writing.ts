/* Writing a wish down, or changing one: a draft that survives a reload, the server's findings beside the fields. */
import { shallowRef, watch } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { WishDraft } from '../../app/api/shapes'
import { useDraft } from '../../app/drafts'
import { useSubmit } from '../../app/form'
import { phone } from '../../app/memory'
import { useRouter } from '../../app/routing'
import { useCached } from '../../app/store'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { strings } from './strings'

export const GROUPS = ['困境儿童', '困难老人', '大病患者', '残障人士'] as const
export const AGES = ['0-5岁', '6-12岁', '13-17岁', '18-59岁', '60-69岁', '70-79岁', '80岁以上'] as const
export const EVERYWHERE = '全市'
export const BLANK = '＿＿'
const SAME = 'collecting.organisation' // most wishes of one phone come from one organisation

const wall = ['item', 'story', 'group', 'age_band', 'district', 'organisation', 'deliver_hint'] as const
const sealed = ['name', 'phone', 'address', 'guardian', 'true_story'] as const
type Name = typeof wall[number] | typeof sealed[number] | 'by' | 'client_id'
export type WishValues = Record<Name, string> & { version: number }

export const blank = (): WishValues => ({
  item: '', story: '', group: GROUPS[0], age_band: '', district: EVERYWHERE, organisation: phone.read<string>(SAME) ?? '', deliver_hint: '', by: '',
  name: '', phone: '', address: '', guardian: '', true_story: '', client_id: '', version: 0,
})

/** Said beside the fields, before anything is sent. In a change, the sealed fields may stay empty. */
export function wishProblems(values: WishValues, editing = false) {
  const needed: Name[] = ['item', 'story', 'organisation', ...(editing ? [] : ['name', 'true_story'] as const)]
  if (!editing && values.group === GROUPS[0]) needed.push('guardian')
  const missing = needed.filter(name => !values[name].trim()).map(field => ({ field, message: strings.form.missing[field]! }))
  return values.story.includes(BLANK) ? [...missing, { field: 'story', message: strings.form.blank }] : missing
}

const texts = <N extends Name>(values: WishValues, names: readonly N[]) => Object.fromEntries(names.map(name => [name, values[name].trim()])) as Record<N, string>
export const wallBody = (values: WishValues) => ({ ...texts(values, wall), district: values.district.trim() || EVERYWHERE, by: values.by || null } as
  Pick<WishDraft, 'item' | 'story' | 'group' | 'district' | 'organisation' | 'deliver_hint' | 'by'> & { age_band: '' })
/** Only what was typed: an empty field changes nothing. */
export const typedIdentity = (values: WishValues) => Object.fromEntries(Object.entries(texts(values, sealed)).filter(([, text]) => text))

function check(values: WishValues, editing: boolean) {
  const problems = wishProblems(values, editing)
  if (problems.length) throw new ApiError(422, 'validation_failed', '', problems[0]!.message, problems)
}

/** The form's fields are flat; the server names them `beneficiary.name`. */
async function flat<T>(act: Promise<T>): Promise<T> {
  return act.catch(failure => {
    if (!(failure instanceof ApiError)) throw failure
    const errors = failure.errors.map(({ field, message }) => ({ field: field.replace('beneficiary.', ''), message }))
    throw new ApiError(failure.status, failure.code, failure.title, failure.detail, errors, failure.body, failure.retryAfter)
  })
}

export function useNewWish(fair: string) {
  const router = useRouter()
  const { values, clear } = useDraft(`wish.${fair}`, blank())
  const form = useSubmit(async () => {
    check(values, false)
    values.client_id ||= uuid() // stays until an answer came
    const made = await flat(create()).catch(failure => {
      if (!(failure instanceof ApiError) || failure.code !== 'client_id_reused') throw failure
      values.client_id = uuid() // other words than before under the old id
      return flat(create())
    })
    phone.write(SAME, values.organisation.trim())
    toast(made.findings.length ? strings.form.warned : strings.form.done(made.serial))
    await router.replace(`/work/fairs/${fair}/review`)
    clear()
  })
  const create = (): Promise<WishDraft> => api.post('/fairs/{fair}/wishes', {
    path: { fair }, body: { ...wallBody(values), client_id: values.client_id, beneficiary: texts(values, sealed) },
  })
  return { values, form }
}

export function useEditWish(fair: string, code: string) {
  const router = useRouter()
  const { values, clear } = useDraft(`wish.${fair}.${code}`, blank())
  const changed = shallowRef(false)
  const state = useCached<WishDraft>(`draft.${code}`, async () => {
    const draft: WishDraft = await api.get('/wishes/{wish}/draft', { path: { wish: code } })
    if (!values.version) fill(draft)
    return draft
  })
  watch(state.stale, stale => { if (stale && !values.version) fill(state.data.value!) }) // no network: what is known is better than empty fields
  function fill(draft: WishDraft) {
    Object.assign(values, Object.fromEntries(wall.map(name => [name, draft[name]])), { by: draft.by ?? '', version: draft.version })
  }
  const form = useSubmit(async () => {
    check(values, true)
    changed.value = false
    try {
      await flat(api.patch('/wishes/{wish}/draft', { path: { wish: code }, body: { ...wallBody(values), version: values.version, beneficiary: typedIdentity(values) } }))
    } catch (failure) {
      changed.value = failure instanceof ApiError && failure.code === 'draft_changed'
      throw failure
    }
    toast(strings.form.saved)
    await router.replace(`/work/fairs/${fair}/review`)
    clear()
  })
  async function latest() {
    clear()
    form.failure.value = undefined
    changed.value = false
    await state.reload()
  }
  return { values, state, form, changed, latest }
}
