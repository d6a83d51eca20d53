/* Selecting rows of a list: one check box for all of the page, and how many are selected. Works without: check each row. */

for (const form of document.querySelectorAll("[data-picks]")) {
  const page = form.querySelector("[data-pick-page]");
  const picks = [...form.querySelectorAll("[data-pick]")];
  const counts = form.querySelectorAll("[data-pick-count]");

  const show = () => {
    const picked = picks.filter(({ checked }) => checked).length;
    page.checked = picked === picks.length;
    page.indeterminate = picked > 0 && picked < picks.length;
    for (const count of counts) count.textContent = picked > 0 ? ` (${picked})` : "";
  };

  if (page && picks.length > 0) {
    page.hidden = false;
    page.addEventListener("change", () => {
      for (const pick of picks) pick.checked = page.checked;
      show();
    });
    form.addEventListener("change", show);
    show();
  }
}
