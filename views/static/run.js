/* A run's page: shows live progress, and counts the leads that move while checkboxes change. Works without: reload. */

const live = document.querySelector("[data-events]");
const liveElement = (name) => document.querySelector(`[data-live="${name}"]`);

function write(name, text) {
  const element = liveElement(name);
  if (element && element.textContent !== text) element.textContent = text;
}

function showOutcomes(outcomes) {
  const items = outcomes.map(({ label, count }) => {
    const item = document.createElement("li");
    const number = document.createElement("strong");
    number.className = "number";
    number.textContent = count;
    item.append(number, ` ${label}`);
    return item;
  });
  liveElement("outcomes")?.replaceChildren(...items);
}

function show(progress) {
  write("badge", progress.badge.label);
  liveElement("badge").className = `tag tag-${progress.badge.tone}`;
  write("handled", progress.handled);
  write("total", progress.total);
  write("verb", progress.verb);
  liveElement("percent").value = progress.percent;
  write("hold", progress.hold ?? "");
  liveElement("hold").hidden = progress.hold === null;
  liveElement("waiting").hidden = !progress.isWaiting;
  showOutcomes(progress.outcomes);
}

if (live) {
  const source = new EventSource(live.dataset.events);
  source.addEventListener("message", ({ data }) => {
    const progress = JSON.parse(data);
    // Each state has its own page; a deleted run answers 404.
    if (progress === null || progress.state !== live.dataset.state) {
      source.close();
      location.reload();
      return;
    }
    show(progress);
  });
  // Browsers limit connections per server, so a hidden page gives its own back.
  addEventListener("pagehide", () => source.close());
}

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
    start.querySelector("[type=submit]")?.toggleAttribute("disabled", !isAnyMoving);
  };
  start.addEventListener("change", count);
  count();
}
