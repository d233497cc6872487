/* Making and changing a team: phones are typed, people come back masked. */
import { reactive, watch } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { SheetDay, Team } from '../../app/api/shapes'
import { useSubmit } from '../../app/form'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { strings } from './strings'

const words = strings.teams
export const split = (typed: string) => typed.split(/[\s、，,;；]+/).filter(Boolean)

/** A group a day: today and what comes, soonest first, then what is over, latest first. */
export function sheetsByDay(sheets: SheetDay[], today: string) {
  const all = [...new Set(sheets.map(({ day }) => day))].sort()
  const days = [...all.filter(day => day >= today), ...all.filter(day => day < today).reverse()]
  return days.map(day => ({ day, sheets: sheets.filter(sheet => sheet.day === day) }))
}

/** Said beside the fields, before anything is sent. */
export function teamProblems({ name, phones }: { name: string, phones: string }) {
  const wrong = split(phones).findIndex(phone => !/^1[3-9]\d{9}$/.test(phone))
  return [
    { field: 'name', message: name.trim() ? '' : words.nameMissing },
    { field: 'phones', message: wrong < 0 ? '' : words.phoneWrong(wrong + 1) },
  ].filter(({ message }) => message)
}

export function useTeamForm(fair: () => string, team: () => Team | undefined, done: () => void) {
  const values = reactive({ name: '', districts: '', phones: '', remove: [] as string[], client_id: uuid() })

  function fill() {
    const known = team()
    Object.assign(values, { name: known?.name ?? '', districts: known?.districts.join('、') ?? '', phones: '', remove: [], client_id: uuid() })
  }
  watch(team, fill, { immediate: true })

  const form = useSubmit(async () => {
    const problems = teamProblems(values)
    if (problems.length) throw new ApiError(422, 'validation_failed', '', problems[0]!.message, problems)
    const [known, about] = [team(), { name: values.name.trim(), districts: split(values.districts) }]
    await (known ? change(known.id, about) : make(about)).catch(named)
    toast(words.saved)
    fill()
    done()
  })
  const make = (about: { name: string, districts: string[] }) =>
    api.post('/fairs/{fair}/teams', { path: { fair: fair() }, body: { client_id: values.client_id, phones: split(values.phones), ...about } })
  const change = (id: string, about: { name: string, districts: string[] }) =>
    api.patch('/teams/{team}', { path: { team: id }, body: { ...about, add_phones: split(values.phones), remove: values.remove } })

  return { values, ...form, clear: fill }
}

/** The server names the phone (`phones.2`); the form has one field for all. */
function named(failure: unknown): never {
  if (!(failure instanceof ApiError) || !failure.errors.length) throw failure
  const errors = failure.errors.map(({ field, message }) => ({ field: field.split('.')[0]!.replace('add_', ''), message }))
  throw new ApiError(failure.status, failure.code, failure.title, failure.detail, errors)
}
