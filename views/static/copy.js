/* Copies text to the clipboard. Without JavaScript, users select and copy the text. */

const SHOWN_FOR_MS = 2500;

/** Falls back to a selection, because browsers have no clipboard API over plain http. */
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
  const label = [...button.childNodes];
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await copy(source);
      button.textContent = button.dataset.copied;
    } catch {
      button.textContent = button.dataset.refused;
    }
    setTimeout(() => {
      button.replaceChildren(...label);
    }, SHOWN_FOR_MS);
  });
}

/* The back-forward cache may keep the page in memory, so remove the secret when the user leaves. */
addEventListener("pagehide", () => {
  for (const secret of document.querySelectorAll("[data-secret]")) secret.textContent = secret.dataset.secret;
});
