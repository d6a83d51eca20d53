/* Keeps the checks of the overview current. Without JavaScript, a link reloads the page. */

const EVERY_MS = 60_000;
/** The first checks take a few seconds. */
const WAITING_MS = 2000;

const section = () => document.querySelector("[data-checks]");
const detailsOf = (root) => [...root.querySelectorAll("details")];

function replace(fresh) {
  const shown = section();
  // Keeps opened details open. Does not interrupt a user who works in the section.
  if (!fresh || shown.contains(document.activeElement)) return;
  const open = new Set(
    detailsOf(shown)
      .filter((details) => details.open)
      .map((details) => details.textContent),
  );
  const isOpenAll = shown.querySelector(".all-checks")?.open === true;
  for (const details of detailsOf(fresh)) {
    details.open = details.matches(".all-checks") ? isOpenAll : open.has(details.textContent);
  }
  shown.replaceWith(document.adoptNode(fresh));
}

async function refresh() {
  if (!document.hidden) {
    const response = await fetch(location.href).catch(() => undefined);
    if (response?.ok) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      replace(page.querySelector("[data-checks]"));
    }
  }
  schedule();
}

function schedule() {
  setTimeout(refresh, section().dataset.checks === "waiting" ? WAITING_MS : EVERY_MS);
}

if (section()) schedule();
