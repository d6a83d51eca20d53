/* The preview of a run: counts the leads again while checkboxes change. Works without: the server counts. */

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
  };
  start.addEventListener("change", count);
  count();
}
