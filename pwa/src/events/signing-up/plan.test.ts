import { expect, test } from 'vitest'
import type { SignUpPlan } from '../../app/api/shapes'
import { bodyOf, formOf, lowered, newShift, overnight, planProblems, type PlanForm } from './plan'

const shift = { id: 's', starts_at: '2023-06-28T00:30:00Z', ends_at: '2023-06-28T04:00:00Z', capacity: 4, placed: 3, waiting: 1, free: 1 }
const plan: SignUpPlan = { version: 2, capacity: null, pool: { placed: 0, waiting: 0 }, posts: [{ id: 'p', name: '导医', note: '', shifts: [shift] }], registrations: 3, waiting: 1 }
const changed = (more: Partial<PlanForm['posts'][0]['shifts'][0]>): PlanForm => {
  const form = formOf(plan)
  Object.assign(form.posts[0]!.shifts[0]!, more)
  return form
}

test('times are the city’s, and come back as the same moments', () => {
  expect(formOf(plan).posts[0]!.shifts[0]).toMatchObject({ day: '2023-06-28', from: '08:30', to: '12:00', capacity: '4' })
  expect(bodyOf(formOf(plan)).posts[0]!.shifts[0]).toMatchObject({ starts_at: '2023-06-28T00:30:00.000Z', ends_at: '2023-06-28T04:00:00.000Z', capacity: 4 })
})

test('a night shift ends on the next day', () => {
  const form = changed({ from: '22:00', to: '06:00' })
  expect(overnight(form.posts[0]!.shifts[0]!)).toBe(true)
  expect(bodyOf(form).posts[0]!.shifts[0]!.ends_at).toBe('2023-06-28T22:00:00.000Z')
})

test('without a number there is no limit', () => {
  expect(bodyOf({ version: 0, capacity: ' ', posts: [] })).toEqual({ version: 0, capacity: null, posts: [] })
  expect(bodyOf({ version: 0, capacity: '30', posts: [] }).capacity).toBe(30)
})

test('what is wrong is named as the server names it', () => {
  const form = changed({ to: '08:30', capacity: '两个' })
  form.posts[0]!.name = ' '
  form.capacity = '1.5'
  expect(planProblems(form).map(({ field }) => field)).toEqual(['capacity', 'posts.0.name', 'posts.0.shifts.0.ends_at', 'posts.0.shifts.0.capacity'])
  expect(planProblems(formOf(plan))).toEqual([])
})

test('fewer places than people is said', () => {
  expect(lowered(formOf(plan), plan)).toBe(false)
  expect(lowered(changed({ capacity: '2' }), plan)).toBe(true)
  expect(lowered({ version: 2, capacity: '2', posts: [] }, plan)).toBe(true)
})

test('a further shift begins where the last one ends', () => {
  expect(newShift('2023-06-28', formOf(plan).posts[0]!.shifts[0])).toMatchObject({ day: '2023-06-28', from: '12:00', to: '', capacity: '4' })
})
