import { fillIn } from "./pageText.js";

// Sends a request from the documentation page and shows the response.

const form = document.querySelector("[data-try]");
const answer = form.querySelector("[data-answer]");
const archiveOnly = form.querySelector("[data-archive-only]");
form.hidden = false;

// Behind a proxy, only the browser knows scheme and host for certain.
for (const code of document.querySelectorAll("[data-origin]"))
  code.textContent = code.textContent.replaceAll(code.dataset.origin, location.origin);

function leadIds(text) {
  return text
    .split(/[\s,;]+/)
    .filter((id) => id !== "")
    .map((id) => (/^-?\d+$/.test(id) ? Number(id) : id));
}

function bodyOf(fields) {
  const isOn = (name) => fields.get(name) === "on";
  const update = fields.get("direction") === "archive" ? { update_leads: isOn("update") } : {};
  return {
    insert_leads: isOn("insert"),
    ...update,
    delete_leads: isOn("delete"),
    lead_ids: leadIds(fields.get("ids")),
  };
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Uses textContent, because a response may echo arbitrary input. */
function show(heading, text) {
  const title = document.createElement("p");
  title.textContent = heading;
  const block = document.createElement("pre");
  block.textContent = text;
  // Keyboard users scroll it with the arrow keys.
  block.tabIndex = 0;
  block.setAttribute("role", "group");
  block.setAttribute("aria-label", form.dataset.response);
  answer.replaceChildren(title, block);
}

async function send(fields) {
  const isDryRun = fields.get("dryRun") === "on";
  const prefer = isDryRun ? "return=representation, handling=dry-run" : "return=representation";
  const response = await fetch(`${form.dataset.base}/leads/${fields.get("direction")}`, {
    method: "POST",
    headers: {
      Authorization: `Key=${fields.get("key").trim()}`,
      "Content-Type": "application/json",
      Prefer: prefer,
    },
    body: JSON.stringify(bodyOf(fields)),
  });
  const text = isDryRun ? form.dataset.dryStatus : form.dataset.status;
  const heading = fillIn(text, response.status, response.headers.get("X-Request-Id"));
  show(heading, pretty(await response.text()));
}

form.elements.direction.addEventListener("change", () => {
  archiveOnly.hidden = form.elements.direction.value !== "archive";
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    await send(new FormData(form));
  } catch (error) {
    show(form.dataset.failed, error.message);
  } finally {
    button.disabled = false;
  }
});
