import { describe, expect, it } from 'vitest'
import type { SchoolSession } from '../../app/api/shapes'
import { assignmentBody, sessionBody, sessionForm, termBody, termForm } from './forms'

const term = { ...termForm(), name: ' 第一期 ', starts_on: '2026-09-10', ends_on: '2026-10-20', enrol_from: '2026-08-01', enrol_until: '2026-08-31' }

describe('the form of a term', () => {
  it('opens enrolment from the first minute of its first day to the last of its last', () => {
    expect(termBody(term)).toMatchObject({ name: '第一期', enrol_from: '2026-07-31T16:00:00.000Z', enrol_until: '2026-08-31T15:59:00.000Z', capacity: 30 })
  })
  it.each([[{ capacity: '三十' }, 'capacity'], [{ starts_on: '' }, 'starts_on'], [{ enrol_until: '' }, 'enrol_until']])('says which field is wrong: %j', (typed, field) => {
    expect(() => termBody({ ...term, ...typed })).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ field })] }))
  })
})

describe('the form of a session', () => {
  const form = { ...sessionForm(), title: '专题', day: '2026-09-10', starts: '09:00', ends: '11:00', place: '201' }
  it('tells moments of the city', () => {
    expect(sessionBody(form)).toMatchObject({ starts_at: '2026-09-10T01:00:00.000Z', ends_at: '2026-09-10T03:00:00.000Z' })
  })
  it('goes on past midnight when it ends earlier than it begins', () => {
    expect(sessionBody({ ...form, starts: '20:00', ends: '01:00' }).ends_at).toBe('2026-09-10T17:00:00.000Z')
  })
  it('keeps the length of one over several days', () => {
    const session = { starts_at: '2026-09-10T01:00:00Z', ends_at: '2026-09-12T03:00:00Z', kind: 'on_site', title: '', lecturer: '', place: '', link: '', materials: [] } as unknown as SchoolSession
    expect(sessionBody(sessionForm(session), session).ends_at).toBe('2026-09-12T03:00:00.000Z')
  })
})

it('an assignment is due at the end of its day', () => {
  expect(assignmentBody({ title: '心得', text: '写', due: '2026-09-20' }).due_at).toBe('2026-09-20T15:59:00.000Z')
})
