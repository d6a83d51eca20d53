import { expect } from "chai";
import { createRichText } from "../../server/admin/shell/richText.ts";
import { createTranslate, phrase, term } from "../../server/lib/phrase.ts";

describe("A sentence with marked up values", () => {
  const german = new Map([
    ["Blocked by %1s until %2s.", "Bis %2s gesperrt durch <i>%1s</i>."],
    ["documentation", "Dokumentation"],
  ]);
  const rich = createRichText(createTranslate((text) => german.get(text)));

  it("is translated as a whole and escapes everything but its own markup", () => {
    const time = { iso: "2026-11-28T12:00:00.000Z", text: "12:00" };
    expect(rich("Blocked by %1s until %2s.", { strong: '<b>"A"</b>' }, { time })).to.equal(
      'Bis <time datetime="2026-11-28T12:00:00.000Z" title="2026-11-28T12:00:00.000Z">12:00</time> gesperrt durch &lt;i&gt;<strong>&lt;b&gt;&#34;A&#34;&lt;/b&gt;</strong>&lt;/i&gt;.',
    );
  });

  it("translates phrases and leaves data as it is", () => {
    const link = { href: '/docs?a=1&b="', label: phrase("documentation") };
    expect(
      rich("See the %1s of %2s: %3s, %4s", link, "documentation", term("documentation"), { code: "<x>" }),
    ).to.equal(
      'See the <a href="/docs?a=1&amp;b=&#34;">Dokumentation</a> of documentation: Dokumentation, <code>&lt;x&gt;</code>',
    );
  });
});
