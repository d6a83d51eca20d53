import type { Finding } from "../../doctor/index.ts";
import type { CustomReport } from "../../vicidial/menuLink.ts";

/** A step as plain data, so that a dry run prints exactly what would be done. */
export type Step =
  | { readonly kind: "migrate"; readonly customer: string; readonly migrations: readonly string[] }
  | {
      readonly kind: "write_file";
      readonly path: string;
      readonly replaces: boolean;
      readonly content: string;
    }
  | { readonly kind: "remove_link"; readonly path: string }
  | { readonly kind: "remove_file"; readonly path: string }
  | { readonly kind: "add_report"; readonly customer: string; readonly report: CustomReport }
  | { readonly kind: "change_report"; readonly customer: string; readonly report: CustomReport }
  | { readonly kind: "remove_report"; readonly customer: string; readonly name: string }
  | {
      readonly kind: "set_reports";
      readonly customer: string;
      readonly group: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly kind: "drop_tables"; readonly customer: string };

/** Everything that is decided before the first change. */
export interface Plan {
  readonly checks: readonly Finding[];
  readonly steps: readonly Step[];
  /** What stays unchanged on purpose, and why. */
  readonly kept: readonly string[];
  /** What the user has to do afterwards, in this order. */
  readonly next: readonly string[];
}

const ofCustomer = (customer: string): string =>
  customer === "default" ? "" : ` for customer "${customer}"`;

/** Describes a step so that it fits after "would" and on its own. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case "migrate":
      return `create or update the plugin's own tables${ofCustomer(step.customer)}: ${step.migrations.join(", ")}`;
    case "write_file":
      return `${step.replaces ? "replace" : "write"} ${step.path}`;
    case "remove_link":
      return `remove the link ${step.path}`;
    case "remove_file":
      return `remove ${step.path}`;
    case "add_report":
      return `add the link "${step.report.name}" to the Reports page${ofCustomer(step.customer)}: ${step.report.domain}${step.report.path}`;
    case "change_report":
      return `change the link "${step.report.name}"${ofCustomer(step.customer)} to ${step.report.domain}${step.report.path}`;
    case "remove_report":
      return `remove the link "${step.name}" from the Reports page${ofCustomer(step.customer)}`;
    case "set_reports":
      return `${step.to.length > step.from.length ? "show" : "hide"} the link ${step.to.length > step.from.length ? "to" : "from"} user group ${step.group}${ofCustomer(step.customer)}`;
    case "drop_tables":
      return `drop the plugin's own tables${ofCustomer(step.customer)}, with all keys, rules and history`;
  }
}
