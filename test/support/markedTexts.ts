import { pageTexts } from "../../server/lib/pageTexts.ts";
import type { TestDatabase } from "./database.ts";

/** Gives a user a language that puts every text of the pages between the marks ⟦ and ⟧. */
export async function markTexts({ root }: TestDatabase, user: string): Promise<void> {
  await root("system_settings").update({ enable_languages: "1", language_method: "MYSQL" });
  await root("vicidial_users").where({ user }).update({ selected_language: "Marks" });
  const rows = [...pageTexts()].map((text) => ({
    language_id: "Marks",
    english_text: text,
    translated_text: `⟦${text}⟧`,
  }));
  await root.batchInsert("vicidial_language_phrases", rows, 200);
}

/** Returns the words of a page outside the marks ⟦ and ⟧, in texts and in attributes that people read. */
export function unmarkedWords(page: string): readonly string[] {
  // Keys, and checks that are named like a setting or a column.
  const body = page
    .replace(/vda_\w+|\b(?:sql_mode|binlog_format|lead_id)\b/g, "")
    .replace(/<(script|style|title|datalist|time|code)\b[\s\S]*?<\/\1>/g, "");
  const attributes = [...body.matchAll(/\b(?:aria-label|title|alt|placeholder|data-label)="([^"]*)"/g)];
  const select = /<select id="(?:field-)?(?:try-)?zone"[\s\S]*?<\/select>/g;
  let text = [
    body.replace(select, "").replace(/<[^>]*>/g, " "),
    ...attributes.map(([, value]) => value),
  ].join("\n");
  for (let before = ""; before !== text; ) [before, text] = [text, text.replace(/⟦[^⟦⟧]*⟧/g, "")];
  return [...new Set(text.match(/\p{L}{2,}/gu) ?? [])];
}
