// Grades the exercise of embed-demo.html by what its simulation tells.
const exercise = document.getElementById('exercise');
const points = document.getElementById('points');
const judged = new Map();
let choice;

function show() {
  const held = [...judged.values()].filter(Boolean).length;
  const guess = choice === undefined ? 'no prediction yet' : choice.right ? 'predicted rightly' : 'predicted otherwise';
  points.textContent = `${held} of ${judged.size} checks hold, ${guess}.`;
}

exercise.addEventListener('answered', ({ detail }) => {
  choice = detail;
  show();
});
exercise.addEventListener('checked', ({ detail }) => {
  judged.set(detail.line, detail.ok);
  show();
});
exercise.addEventListener('finished', async () => {
  const { title, checks } = await exercise.standing();
  const held = checks.filter(({ ok }) => ok).length;
  document.getElementById('grade').textContent = `${title}: ${held === checks.length ? 'passed' : 'not yet'} (${held}/${checks.length})`;
});

document.getElementById('start').addEventListener('click', async () => {
  try {
    const { waits } = await exercise.run();
    // Off screen nothing runs: who starts it wants to see it.
    if (waits) exercise.scrollIntoView({ block: 'nearest' });
  } catch ({ code, message }) {
    points.textContent = `${code}: ${message}`;
  }
});
document.getElementById('look').addEventListener('click', async () => {
  try {
    const text = await exercise.read('bomb/memory.kmem.failcnt');
    points.textContent = `bomb/memory.kmem.failcnt reads ${text.trim()}.`;
  } catch ({ code, message }) {
    points.textContent = `${code}: ${message}`;
  }
});
