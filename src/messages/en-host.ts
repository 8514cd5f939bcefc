/** In English, the few words that `<memcg-playground>` says in other people's pages. */
export const host = {
  name: 'memcg playground',
  wrong: 'This simulation is not shown:',
  absent: 'This simulation could not be loaded here.',
  open: 'Open it in the playground',
  unknown: (attribute: string, given: string, known: readonly string[]): string =>
    `${attribute}: there is no "${given}"; there are ${known.join(', ')}`,
  lesson: (given: string): string => `scenario: "${given}" is not the name of a lesson`,
  source: 'src: a document is loaded from an https address or from a path of the playground’s own site',
  link: 'link: this is not the part of a shared address from its ? or # on',
  height: (given: string): string => `height: "${given}" is neither a number of pixels from 120 to 4000 nor "auto"`,
  one: 'only one of scenario, src and link can be given',
};
