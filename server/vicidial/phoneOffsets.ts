import type { Knex } from "knex";
import { isSummerTime } from "./daylightSaving.ts";

/** The fields of a lead that locate its phone. */
export interface LeadPhone {
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

/** A row of `vicidial_phone_codes`, prepared for comparison. */
interface PhoneCode {
  readonly digits: string;
  /** Whether the row covers the whole country. */
  readonly isEverywhere: boolean;
  /** Null if the row covers every state. */
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

function fits({ digits, isEverywhere, state }: PhoneCode, { phone, ...lead }: LeadPhone): boolean {
  if (isEverywhere) return true;
  if (!phone.startsWith(digits)) return false;
  return state === null ? digits !== "" : state === lead.state;
}

/** Strips the international dialing prefix from a country code. */
function countryOf(phoneCode: string): number {
  return Number(phoneCode.replace(/^(0011|011|00)/, "").replace(/\D/g, "")) || 0;
}

/** Longest area code in the table. */
const AREA_DIGITS = 3;

/**
 * Computes UTC offsets from country and area code, as Vicidial's nightly job does. Index: (country_code, areacode); a
 * country has a few hundred rows at most.
 */
export function createPhoneOffsets(db: Knex, vicidialDatabase: string) {
  async function codesOf(countries: readonly number[], now: Date) {
    const rows: CodeRow[] = await db
      .from(`${vicidialDatabase}.vicidial_phone_codes`)
      .whereIn("country_code", countries)
      .select("country_code", "areacode", "state", "GMT_offset", "DST_range");
    return rows.map((row) => ({ country: row.country_code, ...toPhoneCode(row, now) }));
  }

  /** Returns offsets in hours, in the order of the leads; undefined if no row matches or two rows disagree. */
  return async function offsetsOf(
    leads: readonly LeadPhone[],
    now: Date,
  ): Promise<readonly (number | undefined)[]> {
    const countries = [...new Set(leads.map(({ phoneCode }) => countryOf(phoneCode)))];
    const codes = await codesOf(countries, now);
    const known = new Map<string, number | undefined>();
    return leads.map((lead) => {
      const country = countryOf(lead.phoneCode);
      const key = JSON.stringify([country, lead.phone.slice(0, AREA_DIGITS), lead.state]);
      if (!known.has(key)) {
        const fitting = codes.filter((code) => code.country === country && fits(code, lead));
        const offsets = new Set(fitting.map(({ offset }) => offset));
        known.set(key, offsets.size === 1 ? [...offsets][0] : undefined);
      }
      return known.get(key);
    });
  };
}
