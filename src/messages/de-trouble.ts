/** In German, what is said when the engine hangs or breaks. */
import type { TroubleCatalogue } from './trouble';

export const deTrouble: TroubleCatalogue = {
  restarted: (tick) =>
    `Die Simulation hing und wurde bei Tick ${tick} neu gestartet. Nichts Getipptes ist verloren; mit Starten geht es weiter.`,
  silent: 'Die Simulation antwortet nicht. Was getippt wurde, ist aufgehoben.',
  broken: (what) => `Die Simulation ist abgebrochen (${what}). Was getippt wurde, ist aufgehoben.`,
};
