/* The form of a centre: hours are typed as text, services one a line, and go out as the server wants them. */
import { reactive } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { Centre, CentreChanges, CentreLevel } from '../../app/api/shapes'
import { useDraft } from '../../app/drafts'
import { useSubmit } from '../../app/form'
import { linesOf } from '../../app/lines'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { readSpans, typedSpans } from './hours-text'
import { strings } from './strings'

const words = strings.edit

export interface SpecialRow { first: string, last: string, hours: string, note: string }
export interface CentreForm extends Record<string, unknown> {
  name: string
  level: CentreLevel
  parent: string
  district: string
  address: string
  phone: string
  about: string
  services: string
  days: string[]
  special: SpecialRow[]
}

export const emptyRow = (): SpecialRow => ({ first: '', last: '', hours: '', note: '' })

export function formOf(centre?: Centre): CentreForm {
  const { name = '', level = 'village', district = '', address = '', phone = '', about = '', services = [], exceptions = [] } = centre ?? {}
  const weekly = centre?.weekly ?? [...Array(5).fill([{ from: '08:30', to: '17:30' }]), [], []]
  return {
    name, level, parent: centre?.parent ?? '', district, address, phone, about,
    services: services.join('\n'),
    days: weekly.map(typedSpans),
    special: exceptions.map(({ first_day, last_day, spans, note }) => ({ first: first_day, last: last_day, hours: typedSpans(spans), note })),
  }
}

/** What goes to the server. Rejects with the fields that cannot be read. */
export function bodyOf(form: CentreForm): CentreChanges & { name: string } {
  const faults: { field: string, message: string }[] = []
  const spans = (typed: string, field: string) => {
    const read = readSpans(typed)
    if (!read) faults.push({ field, message: words.wrongHours })
    return read ?? []
  }
  const weekly = form.days.map((typed, day) => spans(typed, `weekly.${day}`))
  const exceptions = form.special.map(({ first, last, hours, note }, at) => {
    if (!first) faults.push({ field: `exceptions.${at}`, message: words.wrongDays })
    return { first_day: first, last_day: last || first, spans: spans(hours, `exceptions.${at}.spans`), note: note.trim() }
  })
  if (faults.length) throw new ApiError(422, 'validation_failed', '', faults[0]!.message, faults)
  const { name, district, address, phone, about } = form
  const services = linesOf(form.services)
  return { name: name.trim(), district: district.trim(), address: address.trim(), phone: phone.trim(), about: about.trim(), services, weekly, exceptions }
}

/** Without a centre it makes one. */
export function useEditing(centre: Centre | undefined, done: (id: string) => void) {
  const { values, clear } = useDraft<CentreForm>(`centre.${centre?.id ?? 'new'}`, formOf(centre))
  const id = uuid()
  const removed = reactive<{ row?: SpecialRow, at: number }>({ at: 0 })
  const saving = useSubmit(async () => {
    const body = bodyOf(values)
    const saved: Centre = centre
      ? await api.patch('/centres/{centre}', { path: { centre: centre.id }, body })
      : await api.post('/centres', { body: { ...body, client_id: id, level: values.level, parent: values.parent || null } })
    clear()
    toast(centre ? words.saved : words.made)
    done(saved.id)
  })
  function remove(at: number) {
    const [row] = values.special.splice(at, 1)
    Object.assign(removed, { row, at })
    toast(words.removed, { label: words.undo, run: undo })
  }
  function undo() {
    if (removed.row) values.special.splice(removed.at, 0, removed.row)
    removed.row = undefined
  }
  return { form: values, saving, add: () => values.special.push(emptyRow()), remove }
}
