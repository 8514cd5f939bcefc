/** Zooming and panning a picture with wheel, pointer and fingers. Loaded when somebody first reaches for the picture. */
import { select } from 'd3-selection';
import { zoom, zoomIdentity, type ZoomTransform } from 'd3-zoom';
import type { MapView } from '../geometry/map-view';

export interface MapZoom {
  /** Takes the size of the picture and the highest zoom. */
  resize(width: number, height: number, closest: number): void;
  /** Shows all of it. */
  fit(): void;
  /** Zooms by a factor around the middle. */
  by(factor: number): void;
  /** Brings a point of the picture to the middle. */
  to(x: number, y: number): void;
}

export interface MapZoomOptions {
  /** In a page of somebody else the wheel and one finger scroll that page. */
  readonly embedded: boolean;
  /** The wheel was turned for that page. */
  readonly onleft: () => void;
  readonly onview: (view: MapView) => void;
}

/** Makes `target` zoom; its view begins as the whole. */
export function attachMapZoom(target: HTMLCanvasElement, { embedded, onleft, onview }: MapZoomOptions): MapZoom {
  const behaviour = zoom<HTMLCanvasElement, unknown>()
    .filter((event: MouseEvent | WheelEvent | TouchEvent) => {
      if (event.type === 'wheel') {
        const mine = !embedded || event.ctrlKey || event.metaKey;
        if (!mine) onleft();
        return mine;
      }
      if (event.type === 'touchstart') return !embedded || (event as TouchEvent).touches.length > 1;
      return !event.ctrlKey && !(event as MouseEvent).button;
    })
    .on('zoom', (event: { transform: ZoomTransform }) => onview(event.transform));
  const picture = select(target).call(behaviour).on('dblclick.zoom', null);
  return {
    resize(width, height, closest) {
      const whole: [[number, number], [number, number]] = [
        [0, 0],
        [width, height],
      ];
      behaviour.extent(whole).translateExtent(whole).scaleExtent([1, closest]);
    },
    fit: () => void picture.call(behaviour.transform, zoomIdentity),
    by: (factor) => void picture.call(behaviour.scaleBy, factor),
    to: (x, y) => void picture.call(behaviour.translateTo, x, y),
  };
}
