/* A run's page: live progress, and how many leads move with what is ticked. Without it a reload tells the same. */

const live = document.querySelector("[data-events]");
const part = (name) => document.querySelector(`[data-live="${name}"]`);

function write(name, text) {
  const element = part(name);
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
  part("outcomes")?.replaceChildren(...items);
}

function show(progress) {
  write("badge", progress.badge.label);
  part("badge").className = `tag tag-${progress.badge.tone}`;
  write("handled", progress.handled);
  write("total", progress.total);
  write("verb", progress.verb);
  part("percent").value = progress.percent;
  write("hold", progress.hold ?? "");
  part("hold").hidden = progress.hold === null;
  part("waiting").hidden = !progress.isWaiting;
  showOutcomes(progress.outcomes);
}

if (live) {
  const source = new EventSource(live.dataset.events);
  source.addEventListener("message", ({ data }) => {
    const progress = JSON.parse(data);
    // Another state has another page; one that is gone says so.
    if (progress === null || progress.state !== live.dataset.state) {
      source.close();
      location.reload();
      return;
    }
    show(progress);
  });
  // A browser keeps few connections to a server: a page that nobody sees needs none.
  addEventListener("pagehide", () => source.close());
}

const start = document.querySelector("[data-combinations]");
if (start) {
  const combinations = JSON.parse(start.dataset.combinations);
  const blocking = new Set(JSON.parse(start.dataset.blocking));
  const staying = new Set(JSON.parse(start.dataset.staying));
  const count = () => {
    const out = new Set([...start.querySelectorAll("[name=leave_out]:checked")].map((box) => box.value));
    const free = combinations.filter(
      ({ warnings }) => !warnings.some((warning) => blocking.has(warning) || out.has(warning)),
    );
    const moving = free
      .filter(({ warnings }) => !warnings.some((warning) => staying.has(warning)))
      .reduce((sum, { leads }) => sum + leads, 0);
    start.querySelector("[data-moving]").textContent = moving.toLocaleString("en");
    start.querySelector("[type=submit]")?.toggleAttribute("disabled", free.length === 0);
  };
  start.addEventListener("change", count);
  count();
}
