import { expect, test } from 'vitest'
import type { SheetDay } from '../../app/api/shapes'
import { sheetsByDay, split, teamProblems } from './teams'

test('districts and phones are typed as people type lists', () => {
  expect(split('海曙区、江北区 镇海区，北仑区\n')).toEqual(['海曙区', '江北区', '镇海区', '北仑区'])
})

test('a wrong phone is named by its place', () => {
  expect(teamProblems({ name: '一队', phones: '13800000001\n1380' })).toEqual([{ field: 'phones', message: '第 2 个手机号不对，请填 11 位' }])
  expect(teamProblems({ name: ' ', phones: '' })).toEqual([{ field: 'name', message: '请写队名' }])
})

test('the run sheets begin with today, and what is over comes last', () => {
  const sheets = ['2023-07-03', '2023-07-01', '2023-06-29', '2023-06-30', '2023-07-01'].map(day => ({ day, team: day })) as SheetDay[]
  const days = sheetsByDay(sheets, '2023-07-01')
  expect(days.map(({ day, sheets }) => [day, sheets.length])).toEqual([['2023-07-01', 2], ['2023-07-03', 1], ['2023-06-30', 1], ['2023-06-29', 1]])
})
