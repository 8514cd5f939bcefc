// Slides that turn by the arrow keys, the way of most slide programs: the present one has the class "present".
const slides = [...document.querySelectorAll('section')];

function present() {
  return Math.max(
    0,
    slides.findIndex(({ id }) => `#${id}` === location.hash),
  );
}
function show() {
  const at = present();
  slides.forEach((slide, i) => {
    slide.hidden = i !== at;
  });
}
addEventListener('hashchange', show);
addEventListener('keydown', ({ key }) => {
  const step = { ArrowRight: 1, PageDown: 1, ' ': 1, ArrowLeft: -1, PageUp: -1 }[key];
  const next = slides[present() + (step ?? 0)];
  if (step !== undefined && next !== undefined) location.hash = next.id;
});
show();
