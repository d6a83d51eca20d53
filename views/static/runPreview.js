/*
  The preview of a run: counts the leads again while checkboxes change, and asks how long the run takes while the speed changes.
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
const rate = document.querySelector('[data-combinations] [name="rate"]');
if (estimate && rate) {
  let timer;
  let asked = 0;
  const ask = async () => {
    asked += 1;
    const turn = asked;
    const query = new URLSearchParams({ rate: rate.value.trim() });
    const response = await fetch(`${estimate.dataset.estimate}?${query}`).catch(() => undefined);
    if (!response?.ok || turn !== asked) return;
    for (const [name, text] of Object.entries(await response.json())) {
      const part = estimate.querySelector(`[data-part="${name}"]`);
      part.textContent = text;
      if (name === "hold") part.hidden = text === "";
    }
  };
  rate.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, TYPING_MS);
  });
}
