import {
  KEY_SCOPES,
  MAX_ADDRESSES,
  MAX_LABEL_LENGTH,
  MAX_LEAD_LIMIT,
  MAX_RATE_LIMIT,
  RESPONSE_FORMATS,
} from "../../keys/keySettings.ts";
import { addressSet, holds } from "../../lib/addressRanges.ts";
import type { Page } from "../shell/adminPage.ts";
import type { KeyFields, KeyFormErrors } from "./keyForm.ts";
import { FORMAT_LABELS, SCOPE_HINTS, SCOPE_LABELS } from "./keyLabels.ts";

const LOOPBACK = addressSet(["127.0.0.0/8", "::1"]);

/** Returns template data shared by the key forms. */
export function formLocals(page: Page, fields: KeyFields, errors: KeyFormErrors) {
  return {
    typed: fields,
    errors,
    limits: {
      label: MAX_LABEL_LENGTH,
      leads: MAX_LEAD_LIMIT,
      rate: MAX_RATE_LIMIT,
      addresses: MAX_ADDRESSES,
    },
    scopes: KEY_SCOPES.map((value) => ({
      value,
      label: SCOPE_LABELS[value],
      hint: SCOPE_HINTS[value],
      isChosen: fields.scopes.split(" ").includes(value),
    })),
    formats: RESPONSE_FORMATS.map((value) => ({ value, label: FORMAT_LABELS[value] })),
    zone: page.zone,
    address: page.address,
    isLoopback: holds(LOOPBACK, page.address),
  };
}
