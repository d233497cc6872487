/* A link that finds a place in a map: the phone's own map where a link can open it, else a search page. Nothing is loaded by us. */
import { strings } from './strings'

/** Undefined where a map would show somebody's home. */
export function mapLink(venue: string, district: string, agent = navigator.userAgent): string | undefined {
  if (strings.homes.test(venue)) return undefined
  const asked = encodeURIComponent(venue.includes(district) ? venue : `${district}${venue}`)
  const own = !/MicroMessenger/i.test(agent) // WeChat opens no links of other apps
  if (own && /Android|HarmonyOS/i.test(agent)) return `geo:0,0?q=${asked}`
  if (own && /iPhone|iPad/.test(agent)) return `https://maps.apple.com/?q=${asked}`
  return `https://uri.amap.com/search?keyword=${asked}`
}
