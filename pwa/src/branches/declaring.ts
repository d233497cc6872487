/* Declaring oneself to a branch (亮身份), and where one stands. */
import { computed } from 'vue'
import { loadMe } from '../app/account'
import type { ApplicationState, Branch, Me } from '../app/api/shapes'
import { useDraft } from '../app/drafts'
import { useSubmit } from '../app/form'
import { send } from '../app/outbox'
import { me } from '../app/session'
import { uuid } from '../app/uuid'
import { letters } from '../app/waiting'
import { strings } from './strings'

const path = (branch: string) => `/branches/${branch}/application`

export type Standing = 'committee' | 'stranger' | 'member' | 'kept' | 'pending' | 'elsewhere' | 'refused' | 'open'

/** What the page has to say to this person about joining this branch. */
export function standingOf(branch: Branch, person: Pick<Me, 'branches'> | null, kept: boolean): Standing {
  if (branch.kind === 'committee') return 'committee'
  if (!person) return 'stranger'
  if (branch.my_state === 'member') return 'member'
  if (kept) return 'kept'
  if (branch.my_state === 'pending') return 'pending'
  if (branch.kind === 'formal' && person.branches.some(({ formal }) => formal)) return 'elsewhere'
  return branch.my_state === 'refused' ? 'refused' : 'open'
}

export function useDeclaring(branch: () => Branch, changed: () => Promise<void>) {
  const { values, clear } = useDraft(`declare.${branch().id}`, { statement: '' })
  const kept = computed(() => letters.value.some(letter => !letter.refused && letter.path === path(branch().id)))
  const standing = computed(() => standingOf(branch(), me.value, kept.value))
  const formal = computed(() => me.value?.branches.find(one => one.formal)?.name ?? '')
  const reason = computed(() => me.value?.applications.find(asked => asked.branch === branch().id)?.reason ?? '')

  const form = useSubmit(async () => {
    const id = uuid()
    const { id: which, name } = branch()
    const sent = await send<ApplicationState>({ id, path: path(which), body: { client_id: id, statement: values.statement.trim() }, label: strings.branch.label(name) })
    clear()
    if (sent.state === 'sent') await Promise.all([changed(), loadMe()])
  })
  return { values, standing, formal, reason, ...form }
}
