/* Copies what stands on the page. Without this script it can be selected and copied by hand. */

const SHOWN_FOR_MS = 2500;

/** Call centres often run on plain http, where browsers keep their clipboard to themselves; then a selection has to do. */
async function copy(element) {
  if (navigator.clipboard) return navigator.clipboard.writeText(element.textContent);
  const selection = getSelection();
  selection.removeAllRanges();
  const range = document.createRange();
  range.selectNodeContents(element);
  selection.addRange(range);
  if (!document.execCommand("copy")) throw new Error("refused");
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const words = button.textContent;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await copy(source);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Select it, then copy by hand";
    }
    setTimeout(() => {
      button.textContent = words;
    }, SHOWN_FOR_MS);
  });
}

/* A browser may keep the whole page in memory for its Back button: the secret goes when the page does. */
addEventListener("pagehide", () => {
  for (const secret of document.querySelectorAll("[data-secret]"))
    secret.textContent = "shown once, and no more";
});
