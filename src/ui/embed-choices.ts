/** What an embed's address, the element's attributes and the share dialog choose from. */
export const PANELS = ['tree', 'frames', 'console', 'lesson', 'charts'] as const;
export type Panel = (typeof PANELS)[number];
/** Those shown when nothing is said. */
export const USUAL_PANELS: readonly Panel[] = ['tree', 'frames', 'console'];
export const CONTROLS = ['run', 'step', 'reset'] as const;
export type Control = (typeof CONTROLS)[number];
export const THEMES = ['auto', 'light', 'dark'] as const;
export type ThemeName = (typeof THEMES)[number];
/** Heights of a frame, in CSS pixels. */
export const HEIGHT = 480;
export const LEAST_HEIGHT = 120;
export const MOST_HEIGHT = 4000;
