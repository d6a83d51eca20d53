import {
  MAX_ADDRESSES,
  MAX_LABEL_LENGTH,
  MAX_LEAD_LIMIT,
  MAX_RATE_LIMIT,
  RESPONSE_FORMATS,
} from "../../keys/keySettings.ts";
import { addressSet, holds } from "../../lib/addressRanges.ts";
import type { Page } from "../shell/adminPage.ts";
import type { KeyMistakes, TypedKey } from "./keyForm.ts";
import { FORMAT_LABELS } from "./keyLabels.ts";

const LOOPBACK = addressSet(["127.0.0.0/8", "::1"]);

/** What the templates of forms about keys print. */
export function formLocals(page: Page, typed: TypedKey, errors: KeyMistakes) {
  return {
    typed,
    errors,
    limits: {
      label: MAX_LABEL_LENGTH,
      leads: MAX_LEAD_LIMIT,
      rate: MAX_RATE_LIMIT,
      addresses: MAX_ADDRESSES,
    },
    formats: RESPONSE_FORMATS.map((value) => ({ value, label: FORMAT_LABELS[value] })),
    zone: page.zone,
    address: page.address,
    isLoopback: holds(LOOPBACK, page.address),
  };
}
