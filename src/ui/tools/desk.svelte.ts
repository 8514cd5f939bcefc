/** Which of the large tools lies open over the page. */
export type DeskTool = 'palette' | 'patches' | 'compare';

export class Desk {
  open = $state<DeskTool | undefined>(undefined);
  close = (): void => void (this.open = undefined);
}
