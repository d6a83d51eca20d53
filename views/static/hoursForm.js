import { createWeekGrid } from "./weekGrid.js";

// Enhances the rule form, which also works without JavaScript.

const form = document.querySelector("[data-hours-form]");
/** Number of dates ever added; gives each row a unique ID. */
let dates = 0;

function showCallTime() {
  for (const details of form.querySelectorAll("[data-call-time]"))
    details.hidden = details.dataset.callTime !== form.elements.call_time.value;
}

const dateRows = () => [...form.querySelectorAll("[data-date-row]")];

const fieldsOf = (row) => [...row.querySelectorAll("input")];

/** Returns an empty row for new dates. */
function blankOf(row) {
  const blank = row.cloneNode(true);
  blank.classList.remove("field-wrong");
  blank.querySelector(".error")?.remove();
  for (const field of fieldsOf(blank)) {
    field.value = "";
    field.removeAttribute("aria-invalid");
  }
  fieldsOf(blank)[0].removeAttribute("aria-describedby");
  return blank;
}

/** Removes the empty rows for browsers without JavaScript. */
function removeSpareDates() {
  for (const row of dateRows()) if (fieldsOf(row).every(({ value }) => value === "")) row.remove();
}

function addDate(blank) {
  const row = blank.cloneNode(true);
  dates += 1;
  const number = dates;
  const [date, hours] = fieldsOf(row);
  date.id = `field-date_${number - 1}`;
  date.setAttribute("aria-label", `Date ${number}`);
  hours.setAttribute("aria-label", `Hours on date ${number}`);
  form.querySelector("[data-dates]").append(row);
  date.focus();
}

if (form) {
  const grid = createWeekGrid(form.querySelector("[data-week]"));
  for (const control of form.querySelectorAll(
    "[data-week-tools], [data-week-scale], [data-add-date], [data-remove-date]",
  ))
    control.hidden = false;
  const blank = blankOf(dateRows().at(-1));
  removeSpareDates();
  dates = dateRows().length;
  form.addEventListener("change", showCallTime);
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.matches("[data-copy]")) grid.copyMonday(button.dataset.copy.split(" "));
    else if (button?.matches("[data-clear]")) grid.clear();
    else if (button?.matches("[data-add-date]")) addDate(blank);
    else if (button?.matches("[data-remove-date]")) button.closest("[data-date-row]").remove();
  });
  showCallTime();
}
