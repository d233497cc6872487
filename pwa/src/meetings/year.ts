/* What the table of a year says, and what may still be added: help, never a score. */
import type { MeetingYear } from '../app/api/shapes'
import { strings as common } from './strings'
import { strings } from './work-strings'

type Gap = MeetingYear['gaps'][number]
type Month = MeetingYear['rows'][number]['months'][number]
const words = strings.year

export function cellWords({ signed, unsigned, planned }: Month): string[] {
  const said = [signed && words.signed(signed), unsigned && words.unsigned(unsigned), planned && words.planned(planned)].filter((line): line is string => !!line)
  return said.length ? said : [words.empty]
}

/** 1月到3月、5月 */
function periodsOf(gaps: Gap[]) {
  const one = ({ every, number }: Gap) => every === 'month' ? words.month(number) : words.quarter(number)
  const runs: Gap[][] = []
  for (const gap of gaps) {
    const run = runs[runs.length - 1]
    if (run && run[run.length - 1]!.number === gap.number - 1) run.push(gap)
    else runs.push([gap])
  }
  return runs.flatMap(run => run.length > 2 ? words.from(one(run[0]!), one(run[run.length - 1]!)) : run.map(one)).join('、')
}

/** One line for each kind of meeting that something is left of, and what is under way about it. */
export function gapWords(gaps: Gap[]) {
  return [...new Set(gaps.map(({ kind }) => kind))].map(kind => {
    const own = gaps.filter(gap => gap.kind === kind)
    const [unsigned, planned] = [own.filter(gap => gap.unsigned), own.filter(gap => !gap.unsigned && gap.planned)]
    const open = own.filter(gap => !gap.over && !gap.unsigned && !gap.planned)
    const lines = [unsigned.length && words.unsignedToo(periodsOf(unsigned)), planned.length && words.plannedToo(periodsOf(planned)), open.length && words.stillTime(periodsOf(open))]
    return { kind, title: words.missing(periodsOf(own), common.kinds[kind]), lines: lines.filter((line): line is string => !!line) }
  })
}
