import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import ErrorState from './ErrorState.vue'
import { strings } from './strings'

const text = (error: unknown) => mount(ErrorState, { props: { error } }).findAll('h2, p').map(part => part.text())

test.each(['没有找到', '没有找到。', '', undefined])('a 404 that says %j does not say its title twice', message => {
  expect(text({ status: 404, message })).toEqual([strings.missingTitle, strings.missingText])
})

test('what the server has to say is said', () => {
  expect(text({ status: 404, message: '没有找到这个签到点' })).toEqual([strings.missingTitle, '没有找到这个签到点'])
  expect(text({ status: 500, message: '出错了（500），请稍后再试。' })).toEqual([strings.failedTitle, '出错了（500），请稍后再试。'])
})

test('above a form it is what was asked that did not come about', () => {
  const slim = mount(ErrorState, { props: { error: { status: 409, message: '善款不够，没有拨付' }, slim: true } })
  expect(slim.get('h2').text()).toBe(strings.refusedTitle)
})

test('nothing to add leaves the title alone', () => expect(text({ status: 500 })).toEqual([strings.failedTitle]))
