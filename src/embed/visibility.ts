/**
 * Calls back when the frame comes into view or leaves it, also that of the page around it. A browser without the observer, or one that
 * does not tell a frame, leaves it visible.
 */
export function watchVisibility(element: Element, onChange: (visible: boolean) => void): () => void {
  if (typeof IntersectionObserver === 'undefined') return () => undefined;
  let visible = true;
  const observer = new IntersectionObserver((entries) => {
    const now = entries.at(-1)!.isIntersecting && !document.hidden;
    if (now !== visible) onChange((visible = now));
  });
  const onHidden = (): void => {
    if (document.hidden && visible) onChange((visible = false));
    else if (!document.hidden) {
      observer.unobserve(element);
      observer.observe(element);
    }
  };
  observer.observe(element);
  document.addEventListener('visibilitychange', onHidden);
  return () => {
    observer.disconnect();
    document.removeEventListener('visibilitychange', onHidden);
  };
}
