/* What a scanned or typed code means. Pure: the scanner shows it before anything is done. */
export type Found =
  | { kind: 'wish', code: string, to: string }
  | { kind: 'check-in', code: string, proof: string, to: string }
  | { kind: 'stop', code: string, to: string }
  | { kind: 'plaque', code: string, to: string } // printed, without a proof
  | { kind: 'certificate', code: string, to: string }
  | { kind: 'unknown', text: string }

const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const short = new RegExp(`^[${alphabet}]{6}$`)

/** Six characters in capitals, without spaces and dashes; undefined when it cannot be a code. */
export function plainCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, '')
  return short.test(code) ? code : undefined
}

/** Links of any host count only when they are ours or relative; a bare code is a wish. */
export function readCode(text: string, origin: string = location.origin): Found {
  const typed = plainCode(text.trim())
  if (typed) return wish(typed)
  const path = ours(text.trim(), origin)
  const [, letter, first, proof] = path?.match(/^\/(W|C|R|wishes)\/([^/]+)(?:\/([^/]+))?\/?$/i) ?? []
  const code = first && plainCode(first)
  const certificate = path?.match(/^\/V\/([2-9A-HJKMNP-Z]{12})\/?$/i)?.[1]!.toUpperCase()
  if (certificate) return { kind: 'certificate', code: certificate, to: `/V/${certificate}` }
  if (!letter || !code) return { kind: 'unknown', text }
  if (letter.toUpperCase() === 'R') return { kind: 'stop', code, to: `/R/${code}` }
  if (letter.toUpperCase() !== 'C') return wish(code)
  return proof ? { kind: 'check-in', code, proof, to: `/C/${code}/${proof}` } : { kind: 'plaque', code, to: `/C/${code}` }
}

const wish = (code: string): Found => ({ kind: 'wish', code, to: `/wishes/${code}` })

/** The path of a link to this site. Printed links are in capitals, host included. */
function ours(text: string, origin: string) {
  try {
    const link = new URL(text, origin)
    return link.host.toLowerCase() === new URL(origin).host.toLowerCase() ? link.pathname : undefined
  } catch {
    return undefined
  }
}
