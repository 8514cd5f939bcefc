/** What an embed's address and the element's attributes choose from. */
export {
  CONTROLS,
  HEIGHT,
  LEAST_HEIGHT,
  MOST_HEIGHT,
  PANELS,
  THEMES,
  USUAL_PANELS,
  type Control,
  type Panel,
  type ThemeName,
} from '../ui/embed-choices';
/** Languages of what is around the lesson. */
export const LANGS = ['en', 'de'] as const;
/** Whether the stage fills the frame, or is as high as what it shows. */
export const HEIGHTS = ['fill', 'auto'] as const;
