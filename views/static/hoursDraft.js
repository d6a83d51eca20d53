// Keeps a form as typed when the user comes back from the next page. The browser itself forgets it, because pages are not cached.

const FIELD = "[name]:not([type=hidden])";

/** Fields in order, because rows of dates repeat their names. */
function read(form) {
  return [...form.querySelectorAll(FIELD)].map(({ name, type, value, checked }) => ({
    name,
    value,
    checked: type === "radio" || type === "checkbox" ? checked : null,
  }));
}

function restore(form, fields) {
  const found = [...form.querySelectorAll(FIELD)];
  for (const [index, { name, value, checked }] of fields.entries()) {
    const field = found[index];
    if (field?.name !== name) return;
    if (checked === null) field.value = value;
    else field.checked = checked;
  }
}

/** Marks the form's entry in the browser's history. */
const SENT = { isSent: true };

/**
 * Stores the form when it is sent, and restores it when the user comes back to it in the browser's history.
 *
 * @param setDates adds or removes rows of dates until there are `count`
 */
export function keepDraft(form, setDates) {
  const { id, version } = form.elements;
  const address = form.dataset.hoursForm;
  const key = `draft ${address}`;
  const draft = JSON.parse(sessionStorage.getItem(key) ?? "null");
  // A saved rule has another version, and its draft is out of date.
  if (history.state?.isSent && draft?.id === id.value && draft.version === version.value) {
    setDates(draft.fields.filter(({ name }) => name === "date").length);
    restore(form, draft.fields);
  }
  // Browsers do not go back to a page that answered a POST, so give its entry the address of the form.
  if (location.pathname !== address) history.replaceState(SENT, "", address);
  form.addEventListener("submit", () => {
    const kept = { id: id.value, version: version.value, fields: read(form) };
    sessionStorage.setItem(key, JSON.stringify(kept));
    history.replaceState(SENT, "");
  });
}
