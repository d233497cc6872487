/* What a poster says, and which part of the wall it opens. */
import { computed, reactive, watch } from 'vue'
import type { Printing } from '../../app/api/shapes'
import { strings as wishes } from '../strings'
import { posterLink } from './printing'
import { strings } from './strings'

export function usePosters(about: () => Printing) {
  const words = strings.poster
  const choice = reactive({ stall: '', title: about().title, group: '', district: '' })
  const each = computed(() => choice.stall === words.each)
  watch(() => choice.stall, stall => { choice.title = stall || about().title })

  const named = (any: string, names: readonly string[]) => [{ value: '', label: any }, ...names.map(name => ({ value: name, label: name }))]
  const stalls = computed(() => {
    const { organisations } = about()
    const [whole, ...one] = named(words.whole, organisations)
    return [whole!, ...organisations.length > 1 ? [{ value: words.each, label: words.every(organisations.length) }] : [], ...one]
  })
  const posters = computed(() => {
    const { wall, organisations } = about()
    const { group, district } = choice
    const what = [group, district].filter(Boolean).join(' · ')
    const poster = (title: string, organisation: string) => ({ title, what, link: posterLink(wall, { organisation, group, district }) })
    return each.value ? organisations.map(one => poster(one, one)) : [poster(choice.title.trim() || about().title, choice.stall)]
  })
  return { choice, each, stalls, posters, groups: named(words.anyGroup, wishes.groups), districts: computed(() => named(words.anyDistrict, about().districts)) }
}
