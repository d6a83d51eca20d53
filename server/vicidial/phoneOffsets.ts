import type { Knex } from "knex";
import { isSummerTime } from "./summerTime.ts";

/** What of a lead tells where its phone is. */
export interface PhonePlace {
  readonly phoneCode: string;
  readonly phone: string;
  readonly state: string;
}

interface CodeRow {
  country_code: number;
  areacode: string | null;
  state: string | null;
  GMT_offset: string | null;
  DST_range: string | null;
}

/** A row of `vicidial_phone_codes`, ready to be compared. */
interface PhoneCode {
  readonly digits: string;
  /** A row for the whole country. */
  readonly isEverywhere: boolean;
  /** Null for a row that does not ask for the state. */
  readonly state: string | null;
  readonly offset: number;
}

function toPhoneCode({ areacode, state, GMT_offset, DST_range }: CodeRow, now: Date): PhoneCode {
  const area = areacode ?? "";
  const standard = Number((GMT_offset ?? "0").replace("+", "")) || 0;
  return {
    digits: area.replace(/\D/g, ""),
    isEverywhere: area.includes("*"),
    state: area.includes("S") ? (state ?? "") : null,
    offset: standard + (isSummerTime(DST_range ?? "", standard, now) ? 1 : 0),
  };
}

function fits({ digits, isEverywhere, state }: PhoneCode, { phone, ...lead }: PhonePlace): boolean {
  if (isEverywhere) return true;
  if (!phone.startsWith(digits)) return false;
  return state === null ? digits !== "" : state === lead.state;
}

/** A country's code without what dials out before it. */
function countryOf(phoneCode: string): number {
  return Number(phoneCode.replace(/^(0011|011|00)/, "").replace(/\D/g, "")) || 0;
}

/** What of a phone may decide: an area code has no more digits. */
const AREA_DIGITS = 3;

/**
 * Tells how far clocks are ahead of UTC where leads live, as Vicidial's nightly job works it out from country and area
 * code. Index: (country_code, areacode); of a country every row is read, some hundred at the most.
 */
export function createPhoneOffsets(db: Knex, vicidialDatabase: string) {
  async function codesOf(countries: readonly number[], now: Date) {
    const rows: CodeRow[] = await db
      .from(`${vicidialDatabase}.vicidial_phone_codes`)
      .whereIn("country_code", countries)
      .select("country_code", "areacode", "state", "GMT_offset", "DST_range");
    return rows.map((row) => ({ country: row.country_code, ...toPhoneCode(row, now) }));
  }

  /** The offsets in hours, in the order of the places; undefined where nothing tells, or two rows disagree. */
  return async function offsetsOf(
    places: readonly PhonePlace[],
    now: Date,
  ): Promise<readonly (number | undefined)[]> {
    const countries = [...new Set(places.map(({ phoneCode }) => countryOf(phoneCode)))];
    const codes = await codesOf(countries, now);
    const known = new Map<string, number | undefined>();
    return places.map((place) => {
      const country = countryOf(place.phoneCode);
      const key = JSON.stringify([country, place.phone.slice(0, AREA_DIGITS), place.state]);
      if (!known.has(key)) {
        const fitting = codes.filter((code) => code.country === country && fits(code, place));
        const offsets = new Set(fitting.map(({ offset }) => offset));
        known.set(key, offsets.size === 1 ? [...offsets][0] : undefined);
      }
      return known.get(key);
    });
  };
}
