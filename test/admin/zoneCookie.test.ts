import { expect } from "chai";
import { ISO_FORMATS } from "../../server/admin/format/displayTime.ts";
import { createZoneFormats } from "../../server/admin/format/zoneFormats.ts";
import { DATE_TIME_FORMATS } from "../../server/admin/hours/hoursLabels.ts";
import { findTimeZone } from "../../server/hours/timeZones.ts";
import { createPeople, HOME } from "../support/adminSetup.ts";
import { useApiSetup } from "../support/apiSetup.ts";
import { send } from "../support/client.ts";

const VARIANTS = 500;
const MAX_FORMATS = 40;
const LEGACY = "america/argentina/comodrivadavia";

/** A name in one of its many upper and lower cases. */
function spelled(name: string, variant: number): string {
  return [...name]
    .map((letter, at) => ((variant >> at) & 1 ? letter.toUpperCase() : letter.toLowerCase()))
    .join("");
}

describe("The cookie with the time zone", () => {
  const setup = useApiSetup();
  before(() => createPeople(setup().database));

  const visit = (zone: string) =>
    send(setup().server.url + HOME, { headers: { Cookie: `dearchive_zone=${zone}` } });

  it("keeps one formatter, in however many spellings strangers send it", async () => {
    const before = ISO_FORMATS.size;
    for (let sent = 0; sent < VARIANTS; sent += 100) {
      const spellings = Array.from({ length: 100 }, (_, n) => spelled(LEGACY, sent + n));
      await Promise.all(spellings.map((zone) => visit(zone)));
    }
    expect(ISO_FORMATS.size).to.be.at.most(before + 1);
  });

  it("is known in thousands of spellings, which are all one zone", () => {
    const zones = Array.from({ length: 20_000 }, (_, n) => findTimeZone(spelled(LEGACY, n)));
    expect([...new Set(zones)]).to.deep.equal(["America/Argentina/ComodRivadavia"]);
  });

  it("keeps the formatters of the zones used last, however many people ask for", async () => {
    for (const zone of Intl.supportedValuesOf("timeZone").slice(0, 2 * MAX_FORMATS)) await visit(zone);
    expect(ISO_FORMATS.size).to.be.at.most(MAX_FORMATS);
    expect(DATE_TIME_FORMATS.size).to.be.at.most(MAX_FORMATS);
    const formats = createZoneFormats("en", { dateStyle: "short" });
    for (const zone of Intl.supportedValuesOf("timeZone")) formats.in(zone);
    expect(formats.size).to.equal(MAX_FORMATS);
  });
});
