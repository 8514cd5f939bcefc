/** In German, the texts of what is loaded later. */
export { deLate } from './de-late';
export { deTools } from './de-tools';
