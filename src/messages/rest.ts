/** Where the texts of later parts are, for the page that has such parts; an embed has none. */
import type { LoadRest } from '.';

export const REST: LoadRest = {
  de: async () => {
    const { deLate, deTools } = await import('./de-rest');
    return { late: deLate, tools: deTools };
  },
  'en-XA': async () => {
    const [{ pseudo }, { enLate }, { enTools }] = await Promise.all([import('./pseudo'), import('./en-late'), import('./en-tools')]);
    return { late: pseudo(enLate), tools: pseudo(enTools) };
  },
};
