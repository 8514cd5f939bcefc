/** A colour as a canvas pixel: alpha, blue, green, red in one little-endian word. */
export type Pixel = number;

/** Packs 0..255 channels into a pixel. */
export function pixel(red: number, green: number, blue: number): Pixel {
  return ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
}

/** Reads a computed CSS colour: `rgb(1, 2, 3)`, `rgba(…)` or `color(srgb 0 0.5 1)`. Anything else is grey. */
export function parseColour(css: string): Pixel {
  const numbers = (css.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
  const unit = css.startsWith('color(') ? 255 : 1;
  const [red = 128, green = 128, blue = 128] = numbers;
  return pixel(clamp(red * unit), clamp(green * unit), clamp(blue * unit));
}

function clamp(channel: number): number {
  return Math.min(Math.max(channel, 0), 255);
}

/** A pixel between two others, `at` in 0..1. */
export function mix(a: Pixel, b: Pixel, at: number): Pixel {
  const channel = (shift: number): number => ((a >> shift) & 255) * (1 - at) + ((b >> shift) & 255) * at;
  return pixel(channel(0), channel(8), channel(16));
}

/** `rgb(…)` of a pixel. */
export function css(colour: Pixel): string {
  return `rgb(${colour & 255} ${(colour >> 8) & 255} ${(colour >> 16) & 255})`;
}

/** Black or white, whichever is read better on a colour. */
export function inkOn(colour: Pixel): 'black' | 'white' {
  const linear = (shift: number): number => (((colour >> shift) & 255) / 255) ** 2.2;
  return 0.2126 * linear(0) + 0.7152 * linear(8) + 0.0722 * linear(16) > 0.2 ? 'black' : 'white';
}
