/** In English, what is said when the engine hangs or breaks. */
export const enTrouble = {
  restarted: (tick: string) => `The simulation hung and was started anew at tick ${tick}. Nothing that was typed is lost; Run goes on.`,
  silent: 'The simulation does not answer. What was typed is kept.',
  broken: (what: string) => `The simulation broke off (${what}). What was typed is kept.`,
};
