/* What the scanning phone itself knows of people, for finding one by name. */
import { knownOf, type Marks } from './marks'
import { findPeople, ON_LIST, type OpenPack, type Person } from './pack'
import { looksPersonal } from './personal'

export interface Found extends Person { listed: boolean, admitted: boolean }
export interface Looking { isCode: (typed: string) => boolean, inPack: (words: string) => Person[] | undefined, told: (person: Person) => Found }

/** `inPack` answers undefined without a pack: then the server is asked. */
export const looking = (pack: () => OpenPack | undefined, marks: () => Marks): Looking => ({
  isCode: looksPersonal,
  inPack(words) {
    const held = pack()
    return held && findPeople(held.people.values(), words)
  },
  told: person => ({ ...person, listed: !!(person.flags & ON_LIST), admitted: knownOf(null, person, marks().get(person.id)).admitted }),
})
