import { pick, type Random } from './random.ts'

const words =
  `account address answer article author balance before between board branch bridge budget build button calendar careful carry
  catalogue change chapter circle city clear client column common compare complete condition connect contract corner cost count
  country course cover create current customer daily data decide deep deliver detail different direct distance document double
  draft early earth editor effect empty engine enough entry equal event every exact example expect explain fact family field
  figure final first follow forest format found front future garden general given glass ground group grow guide half harbour
  history house hundred idea improve index island issue journey keep kind kitchen language large later lead leaf learn letter
  level library light limit line list local long machine main manner map market matter measure member message middle minute
  model moment morning mountain move narrow nation nature never notice number object office often open order other outside
  owner page paper part path people perhaps person picture piece place plain plan point position power present print problem
  process product proof public purpose quarter question quick quiet reader reason record region remember report request result
  return river road room round rule sail sample school science season second section sentence server several shape shore short
  simple single size small sound source space special spring stage stand start station stone story street strong subject sudden
  summer surface system table teacher thing though thought thousand today together toward town trade train travel tree true
  under unit until update usual value version village voice water weather window winter wonder work world writer year young`.split(
    /\s+/,
  )

/** The names of the tags. */
export const tagNames = words.filter((word) => word.length > 4).slice(0, 50)

export function phrase(random: Random, count: number): string {
  const chosen = Array.from({ length: count }, () => words[pick(random, words.length)])
  return chosen.join(' ')
}

/** Markdown of exactly `length` characters: headings, paragraphs, lists. */
export function markdown(random: Random, length: number): string {
  let text = ''
  while (text.length < length) {
    text += `## ${phrase(random, 4)}\n\n${phrase(random, 60)}.\n\n- ${phrase(random, 8)}\n- ${phrase(random, 8)}\n\n`
  }
  return `${text.slice(0, length - 1)}.`
}
