import { expect, test } from 'vitest'
import { split, teamProblems } from './teams'

test('districts and phones are typed as people type lists', () => {
  expect(split('海曙区、江北区 镇海区，北仑区\n')).toEqual(['海曙区', '江北区', '镇海区', '北仑区'])
})

test('a wrong phone is named by its place', () => {
  expect(teamProblems({ name: '一队', phones: '13800000001\n1380' })).toEqual([{ field: 'phones', message: '第 2 个手机号不对，请填 11 位' }])
  expect(teamProblems({ name: ' ', phones: '' })).toEqual([{ field: 'name', message: '请写队名' }])
})
