/* The list of stories by topic. */
import { api } from '../app/api/client'
import type { Page, StoryItem, StoryTopic } from '../app/api/shapes'
import { dayText } from '../app/format'
import { strings } from './strings'

export const TOPICS = Object.keys(strings.topics) as StoryTopic[]
export const isTopic = (word?: string): word is StoryTopic => TOPICS.includes(word as StoryTopic)
export const topicOptions = TOPICS.map(value => ({ value, label: strings.topics[value] }))

export const fetchStories = (topic: StoryTopic | '', cursor?: string): Promise<Page<StoryItem>> => api.get('/stories', { query: { topic, cursor } })

/** Who tells it, and when. */
export const toldBy = ({ branch, published_at: at }: Pick<StoryItem, 'branch' | 'published_at'>) =>
  [at && dayText(at), branch.name].filter(Boolean).join(strings.separator)
