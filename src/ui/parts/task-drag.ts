/** What a dragged task is called in a drag's data: its pid. */
export const TASK_DRAG = 'application/x-memcg-pid';
