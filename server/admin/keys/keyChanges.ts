import type { KeySettings } from "../../keys/keySettings.ts";
import type { AdminEvent } from "../../vicidial/adminLog.ts";

/** How Vicidial's admin log calls what is changed here. */
const SECTION = "APIKEYS";

/** A key's settings in words; there is no secret among them. */
function words(settings: KeySettings): Readonly<Record<string, string>> {
  return {
    label: settings.label,
    "leads a call": String(settings.leadLimit),
    "calls a minute": settings.rateLimit === null ? "no limit" : String(settings.rateLimit),
    "response format": settings.responseFormat,
    "allowed from": settings.allowedAddresses.join(" ") || "everywhere",
    ends: settings.expiresAt?.toISOString() ?? "never",
  };
}

/** The settings of a new key. */
export function tellSettings(settings: KeySettings): string {
  return Object.entries(words(settings))
    .map(([name, value]) => `${name}: ${value}`)
    .join("; ");
}

/** What is another between two settings; empty where nothing is. */
export function tellChanges(before: KeySettings, after: KeySettings): string {
  const old = words(before);
  return Object.entries(words(after))
    .filter(([name, value]) => old[name] !== value)
    .map(([name, value]) => `${name}: ${old[name]} -> ${value}`)
    .join("; ");
}

/** A row for Vicidial's admin log. */
export function keyEvent(type: AdminEvent["type"], id: number, code: string, notes: string): AdminEvent {
  return { section: SECTION, type, recordId: id, code: `DEARCHIVE ${code}`, notes };
}
