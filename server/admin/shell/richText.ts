import ejs from "ejs";
import type { PageText, Phrase, Translate } from "../../lib/phrase.ts";

/** A part of a sentence that stands out or leads somewhere. Data is escaped, phrases are translated. */
type RichPart =
  | string
  | number
  | Phrase
  | { readonly strong: PageText | number }
  | { readonly code: string }
  | { readonly href: string; readonly label: PageText }
  | { readonly time: { readonly iso: string; readonly text: PageText } };

/** Returns a translated sentence as HTML. Templates print it with `<%-`. */
type RichText = (text: string, ...parts: readonly RichPart[]) => string;

/** Characters that no text contains, around the number of a part. */
const MARK = /\uE000(\d)\uE001/g;

/** Returns the function that translates a sentence whose values are marked up, so that the sentence stays whole. */
export function createRichText(translate: Translate): RichText {
  const show = (value: PageText | number) =>
    ejs.escapeXML(typeof value === "object" ? translate(value) : String(value));

  function markUp(part: RichPart): string {
    if (typeof part !== "object" || "text" in part) return show(part);
    if ("strong" in part) return `<strong>${show(part.strong)}</strong>`;
    if ("code" in part) return `<code>${show(part.code)}</code>`;
    if ("href" in part) return `<a href="${show(part.href)}">${ejs.escapeXML(translate(part.label))}</a>`;
    const { iso, text } = part.time;
    return `<time datetime="${show(iso)}" title="${show(iso)}">${show(text)}</time>`;
  }

  return (text, ...parts) => {
    const marked = translate(text, ...parts.map((_, n) => `\uE000${n}\uE001`));
    return ejs.escapeXML(marked).replace(MARK, (_, n: string) => markUp(parts[Number(n)] ?? ""));
  };
}
