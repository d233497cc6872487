/* What there is to do around a fair, in the order of its days, each with a word on what it is for. */
import type { Permission } from '../app/api/shapes'
import { alert, chart, edit, image, list, people, printer, qrCode, truck, wallet } from '../ui/icons'
import { strings } from './strings'

type Name = keyof typeof strings.fair.duties
export interface Duty { name: Name, title: string, text: string, icon: string, to?: string } // without an address it asks first which event

/** `at` is the address below the fair's own; `out` one that needs no fair. */
interface Plan { name: Name, icon: string, permission: Permission, at?: string, out?: string }
const plans: Record<keyof typeof strings.fair.stages, Plan[]> = {
  before: [
    { name: 'collecting', icon: edit, permission: 'wish.collect', at: 'collecting' },
    { name: 'print', icon: printer, permission: 'wish.print', at: 'print' },
  ],
  day: [
    { name: 'desk', icon: qrCode, permission: 'event.manage' },
    { name: 'board', icon: image, permission: 'event.manage', at: 'wall' },
    { name: 'helped', icon: people, permission: 'claim.help', out: '/work/helped' },
    { name: 'paper', icon: list, permission: 'claim.help', at: 'paper' },
    { name: 'conflicts', icon: alert, permission: 'claim.help', at: 'conflicts' },
    { name: 'fund', icon: wallet, permission: 'fund.record', at: 'fund' },
  ],
  after: [
    { name: 'delivery', icon: truck, permission: 'wish.deliver', at: 'delivery' },
    { name: 'report', icon: chart, permission: 'wish.report', at: 'report' },
  ],
}

/** The stages that hold something for this person; without a fair, what needs none. */
export function stagesOf(fair: string | undefined, can: (permission: Permission) => boolean) {
  const address = ({ at, out }: Plan) => at === 'wall' ? `/wall/${fair}` : at ? `/work/fairs/${fair}/${at}` : out
  return Object.entries(plans).map(([stage, all]) => ({
    title: strings.fair.stages[stage as keyof typeof plans],
    duties: all
      .filter(plan => can(plan.permission) && (fair || !plan.at))
      .map((plan): Duty => ({ name: plan.name, icon: plan.icon, ...strings.fair.duties[plan.name], to: address(plan) })),
  })).filter(({ duties }) => duties.length)
}
