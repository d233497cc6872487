/* Why no push arrives here, in the order in which a person can do something about it. */
import { pushState, subscribe, unsubscribe, type PushState } from '../app/push'

export type Trouble = 'wechat' | 'install' | 'insecure' | 'unsupported' | 'denied' | 'asked' | 'worker' | 'blocked' | 'off'

export interface Facts {
  agent: string
  touch: boolean // an iPad calls itself a Mac
  standalone: boolean
  secure: boolean
  supported: boolean
  permission: NotificationPermission | undefined
}

export const factsHere = (): Facts => ({
  agent: navigator.userAgent,
  touch: navigator.maxTouchPoints > 1,
  standalone: matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true,
  secure: isSecureContext,
  supported: 'PushManager' in window && 'serviceWorker' in navigator && 'Notification' in window,
  permission: 'Notification' in window ? Notification.permission : undefined,
})

/** What stands in the way before anything is tried; undefined when nothing does. */
export function troubleOf({ agent, touch, standalone, secure, supported, permission }: Facts): Trouble | undefined {
  if (/MicroMessenger/i.test(agent)) return 'wechat'
  const apple = /iPhone|iPad/.test(agent) || (/Macintosh/.test(agent) && touch)
  if (apple && !standalone) return 'install'
  if (!secure) return 'insecure'
  if (!supported) return 'unsupported'
  return permission === 'denied' ? 'denied' : undefined
}

const PATIENCE = 12_000 // the push service itself has 8 s; a worker that never starts must not hold the switch for ever

function within<T>(work: Promise<T>): Promise<T | 'worker'> {
  return Promise.race([work, new Promise<'worker'>(done => setTimeout(() => done('worker'), PATIENCE))])
}

/** Turn the reminder on or off; answers how it stands and, when it is not as wished, why. */
export async function turn(on: boolean): Promise<{ state: PushState, trouble?: Trouble }> {
  const before = on ? troubleOf(factsHere()) : undefined
  if (before) return { state: 'unsupported', trouble: before }
  const state = await (on ? within(subscribe()) : unsubscribe())
  if (state === 'worker') return { state: 'off', trouble: 'worker' }
  return { state, trouble: on ? troubleAfter(state) : undefined }
}

export function troubleAfter(state: PushState): Trouble | undefined {
  const why: Record<PushState, Trouble | undefined> = { on: undefined, off: 'asked', denied: 'denied', blocked: 'blocked', unsupported: 'unsupported' }
  return why[state]
}

export const steps = ['support', 'permission', 'service', 'shown'] as const
export type Step = typeof steps[number]
export interface Checked { passed: Step[], trouble?: Trouble }

/** How one link is told: those behind the first that does not hold were not looked at. */
export function outcomeOf(step: Step, { passed, trouble }: Checked): 'ok' | 'bad' | 'skipped' {
  if (passed.includes(step)) return 'ok'
  return steps.indexOf(step) === passed.length && trouble !== 'off' ? 'bad' : 'skipped'
}

/** Goes through the chain link by link and stops at the first that does not hold. */
export async function selfTest(sample: { title: string, body: string }): Promise<Checked> {
  const first = troubleOf(factsHere())
  if (first) return { passed: first === 'denied' ? ['support'] : [], trouble: first }
  if (Notification.permission !== 'granted') return { passed: ['support'], trouble: 'asked' }
  const passed: Step[] = ['support', 'permission']
  if (await pushState() !== 'on') return { passed, trouble: 'off' }
  const state = await within(subscribe())
  if (state !== 'on') return { passed, trouble: state === 'worker' ? 'worker' : troubleAfter(state) }
  const worker = await navigator.serviceWorker.ready
  await worker.showNotification(sample.title, { body: sample.body, tag: 'self-test', icon: '/icons/192.png', data: { url: '/me' } })
  return { passed: [...steps] }
}
