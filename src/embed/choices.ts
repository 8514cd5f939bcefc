/** What an embed's address and the element's attributes choose from. */
export const PANELS = ['tree', 'frames', 'console', 'lesson', 'charts'] as const;
export type Panel = (typeof PANELS)[number];
export const CONTROLS = ['run', 'step', 'reset'] as const;
export type Control = (typeof CONTROLS)[number];
export const THEMES = ['auto', 'light', 'dark'] as const;
export type ThemeName = (typeof THEMES)[number];
/** Languages of what is around the lesson. */
export const LANGS = ['en', 'de'] as const;
/** Whether the stage fills the frame, or is as high as what it shows. */
export const HEIGHTS = ['fill', 'auto'] as const;
