/* Dates, numbers and sizes as people say them. Always the city's time, wherever the phone thinks it is. */
const zone = 'Asia/Shanghai'
const weekdays = '日一二三四五六'

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: '2-digit',
})

/** A date alone ('2023-06-28') is a day of the city, not midnight of Greenwich. */
function read(when: string | number | Date) {
  const moment = typeof when === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(when) ? `${when}T00:00:00+08:00` : when
  const found = Object.fromEntries(parts.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]))
  const [year, month, day, hour] = [Number(found.year), Number(found.month), Number(found.day), Number(found.hour)]
  return { year, month, day, hour, minute: found.minute!, weekday: weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] }
}

/** 6月28日 周三; with the year when it is another one. */
export function dayText(when: string | number | Date, now: number | Date = Date.now()) {
  const { year, month, day, weekday } = read(when)
  return `${year === read(now).year ? '' : `${year}年`}${month}月${day}日 周${weekday}`
}

/** 9:00 */
export function clockText(when: string | number | Date) {
  const { hour, minute } = read(when)
  return `${hour}:${minute}`
}

/** 6月28日 周三 9:00 */
export const momentText = (when: string | number | Date, now: number | Date = Date.now()) => `${dayText(when, now)} ${clockText(when)}`

/** 2023年6月, the heading of a list by month. */
export function monthText(when: string | number | Date) {
  const { year, month } = read(when)
  return `${year}年${month}月`
}

/** 今天, 昨天, else the day: the heading of a list by day. */
export function nearDayText(when: string | number | Date, now: number | Date = Date.now()) {
  const days = Math.round((midnight(now) - midnight(when)) / 86_400_000)
  return days === 0 ? '今天' : days === 1 ? '昨天' : days === -1 ? '明天' : dayText(when, now)
}
function midnight(when: string | number | Date) {
  const { year, month, day } = read(when)
  return Date.UTC(year, month - 1, day)
}

/** An event's day with what is not fixed yet said as a word: 6月28日 周三（时间暂定、地点暂定）. */
export function eventDayText(date: string, tentative?: { time: boolean, place: boolean }, now: number | Date = Date.now()) {
  const open = [tentative?.time && '时间暂定', tentative?.place && '地点暂定'].filter(Boolean).join('、')
  return dayText(date, now) + (open && `（${open}）`)
}

/** 1287 -> 1,287 */
export const numberText = (value: number) => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',')

/** A number never stands without its measure: 1,287 人次. */
export const measureText = (value: number, unit: string) => `${numberText(value)} ${unit}`

/** Exact and approximate counts are said side by side and never added: 1,287 人次，另有约 200万 人次. */
export function countText({ exact, approx }: { exact: number, approx: number }, unit: string) {
  if (!approx) return measureText(exact, unit)
  const rough = `约 ${approx >= 10_000 ? `${numberText(Math.round(approx / 1000) / 10)}万` : numberText(approx)} ${unit}`
  return exact ? `${measureText(exact, unit)}，另有${rough}` : rough
}

export const measureUnits = { attendances: '人次', people: '人', items: '件', sessions: '场', households: '户', hours: '小时' } as const

/** 1.2 MB: said before something large is fetched. */
export const bytesText = (bytes: number) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`

/** 12分30秒 */
export const durationText = (seconds: number) => `${seconds >= 60 ? `${Math.floor(seconds / 60)}分` : ''}${Math.round(seconds % 60)}秒`
