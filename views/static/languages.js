/* A language that is chosen for one example applies to all of them. Without JavaScript, each example has its own choice. */

addEventListener("change", ({ target }) => {
  if (!target.matches(".tabs input[type=radio]")) return;
  const before = target.getBoundingClientRect().top;
  for (const other of document.querySelectorAll(`.tabs input[value="${CSS.escape(target.value)}"]`))
    other.checked = true;
  // Keeps the chosen example in place, although those above it changed their heights.
  scrollBy(0, target.getBoundingClientRect().top - before);
});
