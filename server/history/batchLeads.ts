import * as yup from "yup";
import type { FoundLead } from "../leads/move/outcome.ts";

/** Leads of a batch as stored: their ids, grouped by whether the lead had a live copy when it was found. */

const schema = yup.object({
  twins: yup.array(yup.number().required()).strict().required(),
  absent: yup.array(yup.number().required()).strict().required(),
});

export function toLeadsText(found: readonly FoundLead[]): string {
  const idsWhere = (inTarget: boolean) =>
    found.filter((lead) => lead.inTarget === inTarget).map((lead) => lead.leadId);
  return JSON.stringify({ twins: idsWhere(true), absent: idsWhere(false) });
}

/** @throws ValidationError if the text has another form */
export function fromLeadsText(text: string): readonly FoundLead[] {
  const { twins, absent } = schema.validateSync(JSON.parse(text));
  return [
    ...twins.map((leadId) => ({ leadId, inTarget: true })),
    ...absent.map((leadId) => ({ leadId, inTarget: false })),
  ];
}
