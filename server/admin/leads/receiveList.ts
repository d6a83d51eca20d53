import { Readable } from "node:stream";
import { phrase } from "../../lib/phrase.ts";
import { openLeadList, UnreadableList } from "../../runs/list/index.ts";
import { truncate } from "../../vicidial/vicidialText.ts";
import type { Page } from "../shell/adminPage.ts";
import { fieldsQuery } from "../shell/formFields.ts";
import { type PageAnswer, redirectTo } from "../shell/pageAnswer.ts";
import { chosenTable } from "./chosenTable.ts";
import { showFind } from "./findLeads.ts";

/** Characters of the file name that are stored. */
const MAX_NAME = 100;

/** Turns the message of an error into a sentence. */
export function asSentence({ message }: UnreadableList): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

/** Stores an uploaded file or pasted ids, and redirects to the page that shows how they were read. */
export async function receiveList(page: Page): Promise<PageAnswer> {
  const pasted = page.form.get("ids")?.trim() ?? "";
  const refuse = (field: "file" | "ids", message: string) =>
    showFind(page, { errors: { [field]: message }, pasted });
  if (page.upload && pasted !== "")
    return refuse("ids", phrase("You chose a file and pasted ids. Clear this box, or choose no file."));
  const upload = page.upload
    ? { kind: "file" as const, name: truncate(page.upload.name, MAX_NAME), content: page.upload.content }
    : { kind: "pasted" as const, name: "pasted ids", content: Buffer.from(pasted) };
  if (upload.content.length === 0)
    return refuse(
      "file",
      page.upload
        ? phrase("The file is empty. Choose another file.")
        : phrase("Choose a file, or paste lead ids."),
    );
  try {
    await openLeadList(Readable.from([upload.content]), {}, new AbortController().signal);
  } catch (error) {
    if (!(error instanceof UnreadableList)) throw error;
    return refuse(page.upload ? "file" : "ids", asSentence(error));
  }
  const owner = { customer: page.customer.name, user: page.user.user };
  const id = await page.customer.stores.listUploads.keep(owner, upload, page.now);
  return redirectTo(`/leads/list/${id}${fieldsQuery({}, chosenTable(page.form).fields)}`);
}
