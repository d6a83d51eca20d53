/*
  Runs under way: shows live progress, in the title too, and can notify the user at the end. Works without: the page of a run
  that is being checked reloads itself, others are reloaded by hand.
*/

const NOTIFY = "dearchive-notify";
function write(root, name, text) {
  const element = root.querySelector(`[data-live="${name}"]`);
  if (element && element.textContent !== text) element.textContent = text;
  return element;
}

function showOutcomes(root, outcomes) {
  const items = outcomes.map(({ label, count }) => {
    const item = document.createElement("li");
    const number = document.createElement("strong");
    number.className = "number";
    number.textContent = count;
    item.append(number, ` ${label}`);
    return item;
  });
  root.querySelector('[data-live="outcomes"]')?.replaceChildren(...items);
}

function show(root, progress) {
  write(root, "badge", progress.badge.label).className = `tag tag-${progress.badge.tone}`;
  for (const name of ["handled", "total", "verb", "pace"]) write(root, name, progress[name]);
  root.querySelector('[data-live="percent"]').value = progress.percent;
  write(root, "hold", progress.hold ?? "").hidden = progress.hold === null;
  root.querySelector('[data-live="waiting"]').hidden = !progress.isWaiting;
  showOutcomes(root, progress.outcomes);
}

/** @param news what the user who waits is told, by state */
function tell(news, state, progress) {
  if (!(state in news) || localStorage.getItem(NOTIFY) !== "yes") return;
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const { handled, total } = progress;
  new Notification(news[state], { body: `${handled} ${total}`, tag: news[state] });
}

for (const source of document.querySelectorAll("[data-events]")) {
  const isOwnPage = !source.hasAttribute("data-run");
  const root = isOwnPage ? document : source;
  const title = document.title.replace(/^\d+ % · /, "");
  const events = new EventSource(source.dataset.events);
  events.addEventListener("message", ({ data }) => {
    const progress = JSON.parse(data);
    // Each state has its own page; a deleted run answers 404.
    if (progress === null || progress.state !== source.dataset.state) {
      events.close();
      if (progress !== null) tell(JSON.parse(source.dataset.news), progress.state, progress);
      location.reload();
      return;
    }
    show(root, progress);
    if (isOwnPage) document.title = `${progress.percent} % · ${title}`;
  });
  // Browsers limit connections per server, so a hidden page gives its own back.
  addEventListener("pagehide", () => events.close());
}

const notify = document.querySelector("[data-notify]");
if (notify && "Notification" in window) {
  const isOn = () => localStorage.getItem(NOTIFY) === "yes" && Notification.permission === "granted";
  const box = notify.querySelector("input");
  box.checked = isOn();
  notify.hidden = false;
  box.addEventListener("change", async () => {
    const isWanted = box.checked && (await Notification.requestPermission()) === "granted";
    if (isWanted) localStorage.setItem(NOTIFY, "yes");
    else localStorage.removeItem(NOTIFY);
    notify.querySelector("[data-refused]").hidden = isWanted || !box.checked;
    box.checked = isWanted;
  });
}
