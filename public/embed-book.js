// The theme menu of a book: a class of the root, as mdBook has it.
document.getElementById('theme').addEventListener('change', ({ target }) => {
  document.documentElement.className = target.value;
});
