import { keepDraft } from "./hoursDraft.js";
import { fillIn } from "./pageText.js";
import { createWeekGrid } from "./weekGrid.js";
import { formatWindows, parseWindows } from "./weekText.js";

// Enhances the rule form, which also works without JavaScript.

const form = document.querySelector("[data-hours-form]");
/** Number of dates ever added; gives each row a unique ID. */
let dates = 0;

function showCallTime() {
  for (const details of form.querySelectorAll("[data-call-time]"))
    details.hidden = details.dataset.callTime !== form.elements.call_time.value;
}

const dateRows = () => [...form.querySelectorAll("[data-date-row]")];

const fieldsOf = (row) => [...row.querySelectorAll("input, select")];

const fieldOf = (row, name) => row.querySelector(`[name=${name}]`);

/** Returns an empty row for new dates. */
function blankOf(row) {
  const blank = row.cloneNode(true);
  blank.classList.remove("field-wrong");
  blank.querySelector(".error")?.remove();
  for (const field of fieldsOf(blank)) {
    field.value = "";
    field.removeAttribute("aria-invalid");
  }
  fieldOf(blank, "date").removeAttribute("aria-describedby");
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
  for (const field of fieldsOf(row)) field.setAttribute("aria-label", fillIn(field.dataset.numbered, number));
  fieldOf(row, "date").id = `field-date_${number - 1}`;
  form.querySelector("[data-dates]").append(row);
  return row;
}

/** Says what a rule does on a date, like server/admin/hours/dateEffects.ts. */
function effectOn(mode, windows) {
  const texts = form.querySelector("[data-dates]").dataset;
  if (mode === "off") return texts.off;
  const isInside = mode === "refuse_inside";
  if (windows.length === 0) return isInside ? texts.allowed : texts.blocked;
  if (windows.some(({ start, end }) => end - start === 1440 && start === 0))
    return isInside ? texts.blocked : texts.allowed;
  const hours = formatWindows(windows).replaceAll("-", "–").replaceAll(",", ", ");
  return fillIn(isInside ? texts.blockedDuring : texts.allowedOnly, hours);
}

function showDateEffects() {
  for (const row of dateRows()) {
    const windows = parseWindows(fieldOf(row, "hours").value);
    const isComplete = fieldOf(row, "date").value !== "" && windows !== null;
    const text = isComplete ? effectOn(form.elements.mode.value, windows) : "";
    const effect = row.querySelector("[data-date-effect]");
    if (effect.textContent !== text) effect.textContent = text;
  }
}

if (form) {
  const blank = blankOf(dateRows().at(-1));
  dates = dateRows().length;
  keepDraft(form, (count) => {
    while (dateRows().length < count) addDate(blank);
    for (const row of dateRows().slice(count)) row.remove();
  });
  const grid = createWeekGrid(form.querySelector("[data-week]"));
  for (const control of form.querySelectorAll(
    "[data-week-tools], [data-week-scale], [data-add-date], [data-remove-date]",
  ))
    control.hidden = false;
  blank.querySelector("[data-remove-date]").hidden = false;
  removeSpareDates();
  dates = dateRows().length;
  form.addEventListener("change", showCallTime);
  for (const event of ["change", "input"]) form.addEventListener(event, showDateEffects);
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.matches("[data-copy]")) grid.copyMonday(button.dataset.copy.split(" "));
    else if (button?.matches("[data-clear]")) grid.clear();
    else if (button?.matches("[data-add-date]")) fieldOf(addDate(blank), "date").focus();
    else if (button?.matches("[data-remove-date]")) button.closest("[data-date-row]").remove();
  });
  showCallTime();
  showDateEffects();
}
