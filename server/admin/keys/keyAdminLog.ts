import type { KeySettings } from "../../keys/keySettings.ts";
import type { AdminEvent } from "../../vicidial/adminLog.ts";

/** Event section in Vicidial's admin log. */
const SECTION = "APIKEYS";

/** Returns a key's settings as text, without its secret. */
function describe(settings: KeySettings): Readonly<Record<string, string>> {
  return {
    label: settings.label,
    scopes: settings.scopes.join(" "),
    "leads per request": String(settings.leadLimit),
    "requests per minute": settings.rateLimit === null ? "no limit" : String(settings.rateLimit),
    "response format": settings.responseFormat,
    "allowed addresses": settings.allowedAddresses.join(" ") || "all",
    expires: settings.expiresAt?.toISOString() ?? "never",
  };
}

/** Returns the settings of a new key for the admin log. */
export function settingsNotes(settings: KeySettings): string {
  return Object.entries(describe(settings))
    .map(([name, value]) => `${name}: ${value}`)
    .join("; ");
}

/** Returns the changed settings for the admin log; empty if nothing changed. */
export function changeNotes(before: KeySettings, after: KeySettings): string {
  const old = describe(before);
  return Object.entries(describe(after))
    .filter(([name, value]) => old[name] !== value)
    .map(([name, value]) => `${name}: ${old[name]} -> ${value}`)
    .join("; ");
}

/** Creates an event for Vicidial's admin log. */
export function keyEvent(type: AdminEvent["type"], id: number, code: string, notes: string): AdminEvent {
  return { section: SECTION, type, recordId: id, code, notes };
}
