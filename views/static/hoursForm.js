import { createWeekGrid } from "./weekGrid.js";

// What makes a rule's form easier; without it the form works all the same.

const form = document.querySelector("[data-hours-form]");

function showCallTime() {
  for (const part of form.querySelectorAll("[data-call-time]"))
    part.hidden = part.dataset.callTime !== form.elements.call_time.value;
}

function addDate() {
  const rows = form.querySelectorAll("[data-date-row]");
  const row = rows[rows.length - 1].cloneNode(true);
  row.classList.remove("field-wrong");
  row.querySelector(".error")?.remove();
  const number = rows.length + 1;
  const [date, hours] = row.querySelectorAll("input");
  for (const field of [date, hours]) {
    field.value = "";
    field.removeAttribute("aria-invalid");
  }
  date.removeAttribute("aria-describedby");
  date.id = `field-date_${rows.length}`;
  date.setAttribute("aria-label", `Date ${number}`);
  hours.setAttribute("aria-label", `Hours on date ${number}`);
  form.querySelector("[data-dates]").append(row);
  date.focus();
}

function forgetDate(row) {
  for (const field of row.querySelectorAll("input")) field.value = "";
  if (form.querySelectorAll("[data-date-row]").length > 1) row.remove();
}

if (form) {
  const grid = createWeekGrid(form.querySelector("[data-week]"));
  for (const part of form.querySelectorAll(
    "[data-week-tools], [data-week-scale], [data-add-date], [data-forget]",
  ))
    part.hidden = false;
  form.addEventListener("change", showCallTime);
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.matches("[data-copy]")) grid.copyMonday(button.dataset.copy.split(" "));
    else if (button?.matches("[data-clear]")) grid.clear();
    else if (button?.matches("[data-add-date]")) addDate();
    else if (button?.matches("[data-forget]")) forgetDate(button.closest("[data-date-row]"));
  });
  showCallTime();
}
