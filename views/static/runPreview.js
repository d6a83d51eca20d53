/*
  The preview of a run: counts the leads again while checkboxes change, and asks how long the run takes and what it changes while
  the form changes.
  Works without: "Update preview" lets the server do both.
*/

/** Pause in typing after which the estimate is asked for. */
const TYPING_MS = 300;

const start = document.querySelector("[data-combinations]");
if (start) {
  const combinations = JSON.parse(start.dataset.combinations);
  const count = () => {
    const skipped = new Set([...start.querySelectorAll("[name=skip]:checked")].map((box) => box.value));
    const isSkipped = ({ warnings, canSkip }) => canSkip && warnings.some((warning) => skipped.has(warning));
    const sums = {};
    for (const combination of combinations) {
      const column = isSkipped(combination) ? "skipped" : combination.column;
      sums[column] = (sums[column] ?? 0) + combination.leads;
    }
    for (const cell of start.querySelectorAll("[data-sum]"))
      cell.textContent = (sums[cell.dataset.sum] ?? 0).toLocaleString("en");
    start.querySelector("[data-moving]").textContent = (sums.moved ?? 0).toLocaleString("en");
    const isAnyMoving = combinations.some((combination) => combination.isMovable && !isSkipped(combination));
    start.querySelector("[data-start]")?.toggleAttribute("disabled", !isAnyMoving);
    const isMovable = combinations.some((combination) => combination.isMovable);
    start.querySelector("[data-none]")?.toggleAttribute("hidden", isAnyMoving || !isMovable);
  };
  start.addEventListener("change", count);
  count();
}

const estimate = document.querySelector("[data-estimate]");
if (start && estimate) {
  let timer;
  let asked = 0;
  const ask = async () => {
    asked += 1;
    const turn = asked;
    const query = new URLSearchParams(new FormData(start));
    for (const name of ["_csrf", "name"]) query.delete(name);
    const response = await fetch(`${estimate.dataset.estimate}?${query}`).catch(() => undefined);
    if (!response?.ok || turn !== asked) return;
    for (const [name, text] of Object.entries(await response.json())) {
      const part = start.querySelector(`[data-part="${name}"]`);
      if (!part) continue;
      part.textContent = text;
      if (name !== "duration" && name !== "end") part.hidden = text === "";
    }
  };
  start.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, TYPING_MS);
  });
}
