/** What an installation calls the columns of its leads, from the settings `label_*`. Columns have Vicidial's names. */
export interface LeadLabels {
  readonly names: ReadonlyMap<string, string>;
  /** Columns that are hidden with `---HIDE---`. */
  readonly hidden: ReadonlySet<string>;
}

const PREFIX = "label_";
/** A switch of the agent screen that is named like a label. */
const NO_LABEL = "label_hide_field_logs";
const HIDE = "---HIDE---";
/** `---READONLY---` and `---REQUIRED---` change the agent screen only, which then keeps its own label. */
const INSTRUCTION = /^---[A-Z]+---$/;

/**
 * Reads the labels in a row of `system_settings`.
 *
 * Source: help for "Default Field Labels" in admin.php, and vicidial.php of the agent screen for `---HIDE---`.
 */
export function leadLabelsIn(row: Readonly<Record<string, unknown>>): LeadLabels {
  const labels = Object.entries(row).flatMap(([setting, value]): readonly (readonly [string, string])[] => {
    const label = String(value ?? "").trim();
    const isLabel = setting.startsWith(PREFIX) && setting !== NO_LABEL && label !== "";
    return isLabel ? [[setting.slice(PREFIX.length), label]] : [];
  });
  return {
    names: new Map(labels.filter(([, label]) => !INSTRUCTION.test(label))),
    hidden: new Set(labels.filter(([, label]) => label === HIDE).map(([column]) => column)),
  };
}
