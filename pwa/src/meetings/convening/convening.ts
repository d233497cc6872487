/* Convening a meeting or changing one: the choices, the draft, and sending it. */
import { computed, shallowRef, watch } from 'vue'
import { api } from '../../app/api/client'
import type { BranchMember, Meeting, Page } from '../../app/api/shapes'
import { useDraft } from '../../app/drafts'
import { useSubmit } from '../../app/form'
import { me } from '../../app/session'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { useBranches, rolesFor } from '../../work/duties'
import { within } from '../../work/tree'
import { strings } from '../work-strings'
import { bodyOf, changesOf, formOf, newItem, type Form } from './form'

const words = strings.form
const PAGES = 10 // of a hundred members

export function useConvening(meeting: Meeting | undefined, done: (id: string) => void) {
  const own = rolesFor('meeting.convene', me.value).map(({ branch }) => branch)
  const { values: form, clear } = useDraft<Form>(`meeting.${meeting?.id ?? 'new'}`, formOf(meeting, own[0]))
  const id = uuid()
  const all = useBranches()
  const branches = computed(() => within(all.data.value?.items ?? [], own).map(({ id: value, name: label }) => ({ value, label })))
  const others = computed(() => (all.data.value?.items ?? []).filter(one => one.kind !== 'committee' && one.id !== form.branch).map(({ id: value, name: label }) => ({ value, label })))
  const members = useMembers(() => form.branch)

  const saving = useSubmit(async () => {
    const saved: Meeting = meeting
      ? await api.patch('/meetings/{meeting}', { path: { meeting: meeting.id }, body: changesOf(form) })
      : await api.post('/meetings', { body: { client_id: id, ...bodyOf(form) } })
    clear()
    toast(meeting ? words.saved : words.sent)
    done(saved.id)
  })
  const addItem = () => form.agenda.push(newItem())
  function removeItem(at: number) {
    const [item] = form.agenda.splice(at, 1)
    toast(words.removed, { label: words.undo, run: () => { form.agenda.splice(at, 0, item!) } })
  }
  return { form, branches, others, members, saving, addItem, removeItem }
}

/** The members of a branch, for the chair, the recorder and who is called. A committee has none of its own. */
function useMembers(branch: () => string) {
  const members = shallowRef<{ value: string, label: string }[]>([])
  watch(branch, async asked => {
    members.value = []
    const found: BranchMember[] = []
    let cursor: string | null | undefined
    for (let page = 0; asked && page < PAGES && cursor !== null; page++) {
      const answer: Page<BranchMember> = await api.get('/branches/{branch}/members', { path: { branch: asked }, query: { limit: 100, cursor } }).catch(() => ({ items: [], next: null }))
      found.push(...answer.items)
      cursor = answer.next
    }
    if (asked === branch()) members.value = found.map(({ id, name }) => ({ value: id, label: name })).sort((one, other) => one.label.localeCompare(other.label, 'zh'))
  }, { immediate: true })
  return members
}
