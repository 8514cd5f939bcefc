import { readTokens } from '../design/tokens';
import { paintFrames } from '../geometry/frame-layout';
import type { MapOver } from '../model/frame-map';

/** Pixels of the screen between two lines of the hatching. */
const GAP = 9;
const MARKED = Uint32Array.of(0, 0xffffffff);

/** Hatches the frames of the map that are marked 1: a dark and a light line side by side, seen on every colour. */
export function hatchOver(marks: Uint8Array): MapOver {
  return (context, layout, { x, y, width, height }) => {
    if (marks.length !== layout.total) return;
    const mask = new OffscreenCanvas(layout.width, layout.height);
    const image = new ImageData(layout.width, layout.height);
    paintFrames(layout, new Uint32Array(image.data.buffer), 0, layout.total, marks, new Uint8Array(layout.total), MARKED);
    mask.getContext('2d')!.putImageData(image, 0, 0);

    const { canvas } = context;
    const sheet = new OffscreenCanvas(canvas.width, canvas.height);
    const lines = sheet.getContext('2d')!;
    lines.fillStyle = lines.createPattern(tile(canvas), 'repeat')!;
    lines.fillRect(0, 0, sheet.width, sheet.height);
    // Of the hatched sheet only what lies on a marked frame is kept.
    lines.globalCompositeOperation = 'destination-in';
    lines.imageSmoothingEnabled = false;
    lines.setTransform(context.getTransform());
    lines.drawImage(mask, x, y, width, height);

    context.save();
    context.resetTransform();
    context.drawImage(sheet, 0, 0);
    context.restore();
  };
}

function tile(canvas: HTMLCanvasElement): OffscreenCanvas {
  const tokens = readTokens(canvas.parentElement ?? canvas, ['--text', '--panel']);
  const square = new OffscreenCanvas(GAP, GAP);
  const pen = square.getContext('2d')!;
  for (let i = 0; i < GAP; i++) {
    pen.fillStyle = tokens.get('--text')!;
    pen.fillRect(i, GAP - 1 - i, 1, 1);
    pen.fillStyle = tokens.get('--panel')!;
    pen.fillRect((i + 1) % GAP, GAP - 1 - i, 1, 1);
  }
  return square;
}
