/* Who runs this installation, in words that make sense when nothing was filled in. */
import type { Site } from '../app/api/shapes'
import { strings } from './strings'

const words = strings.about
const REGISTRY = 'https://beian.miit.gov.cn/'

export interface Fact { name: string, value: string, href?: string }

export function siteFacts(site?: Site): Fact[] {
  const said = (value: string | undefined, demo: string, empty: string) => !site ? words.unknown : value?.trim() || (site.demo ? demo : empty)
  return [
    { name: words.operator, value: said(site?.operator, words.demoOperator, words.noOperator) },
    { name: words.filing, value: said(site?.filing_number, words.demoFiling, words.noFiling), href: site?.filing_number.trim() ? REGISTRY : undefined },
    { name: words.version, value: site?.version ?? words.unknown },
    { name: words.licence, value: words.licenceName },
    { name: words.api, value: words.apiText, href: '/api/docs' },
  ]
}
