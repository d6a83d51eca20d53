import { expect } from "chai";
import { ISO_FORMATS } from "../../server/admin/format/displayTime.ts";
import { createZoneFormats } from "../../server/admin/format/zoneFormats.ts";
import { DATE_TIME_FORMATS } from "../../server/admin/hours/dateLabels.ts";
import { findTimeZone } from "../../server/hours/timeZones.ts";
import { createPeople, HOME } from "../support/adminSetup.ts";
import { useApiSetup } from "../support/apiSetup.ts";
import { send } from "../support/client.ts";

const VARIANTS = 500;
const MAX_FORMATS = 40;
const LEGACY = "america/argentina/comodrivadavia";

/** Returns the name with the given mix of upper and lower case. */
function spelled(name: string, variant: number): string {
  return [...name]
    .map((letter, at) => ((variant >> at) & 1 ? letter.toUpperCase() : letter.toLowerCase()))
    .join("");
}

describe("The time zone cookie", () => {
  const setup = useApiSetup();
  before(() => createPeople(setup().database));

  const visit = (zone: string) =>
    send(setup().server.url + HOME, { headers: { Cookie: `dearchive_zone=${zone}` } });

  it("creates one formatter per time zone, however the zone name is capitalised", async () => {
    const before = ISO_FORMATS.size;
    for (let sent = 0; sent < VARIANTS; sent += 100) {
      const spellings = Array.from({ length: 100 }, (_, n) => spelled(LEGACY, sent + n));
      await Promise.all(spellings.map((zone) => visit(zone)));
    }
    expect(ISO_FORMATS.size).to.be.at.most(before + 1);
  });

  it("treats thousands of spellings as the same zone", () => {
    const zones = Array.from({ length: 20_000 }, (_, n) => findTimeZone(spelled(LEGACY, n)));
    expect([...new Set(zones)]).to.deep.equal(["America/Argentina/ComodRivadavia"]);
  });

  it("keeps only the formatters of the most recently used zones", async () => {
    for (const zone of Intl.supportedValuesOf("timeZone").slice(0, 2 * MAX_FORMATS)) await visit(zone);
    expect(ISO_FORMATS.size).to.be.at.most(MAX_FORMATS);
    expect(DATE_TIME_FORMATS.size).to.be.at.most(MAX_FORMATS);
    const formats = createZoneFormats("en", { dateStyle: "short" });
    for (const zone of Intl.supportedValuesOf("timeZone")) formats.in(zone);
    expect(formats.size).to.equal(MAX_FORMATS);
  });
});
