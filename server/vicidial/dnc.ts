import type { Knex } from "knex";
import { fold, isPlainText } from "./text.ts";

/** A number, and the campaign that would call it. */
export interface DialledNumber {
  readonly phone: string;
  /** Empty where the lead's list is gone. */
  readonly campaignId: string;
}

const AREA_DIGITS = 3;
/** What stands for the other digits of a number where a whole area may not be called. */
const ANY_NUMBER = "XXXXXXX";

/** The entries by which a number may not be called: itself, and its area. */
function entriesFor(phone: string): readonly string[] {
  return [phone, `${phone.slice(0, AREA_DIGITS)}${ANY_NUMBER}`];
}

function entriesOf(numbers: readonly DialledNumber[]): readonly string[] {
  return [...new Set(numbers.flatMap(({ phone }) => entriesFor(phone)))];
}

/**
 * Reads which numbers may not be called. A campaign may ignore the lists (`use_internal_dnc`); whoever brings leads back
 * wants to know of them all the same. Index: the primary key, and phone_number.
 */
export function createDnc(db: Knex, vicidialDatabase: string) {
  async function internal(entries: readonly string[]): Promise<ReadonlySet<string>> {
    const rows: { phone_number: string }[] = await db
      .from(`${vicidialDatabase}.vicidial_dnc`)
      .whereIn("phone_number", entries)
      .select("phone_number");
    return new Set(rows.map((row) => fold(row.phone_number)));
  }

  async function ofCampaigns(entries: readonly string[]): Promise<ReadonlySet<string>> {
    const rows: { phone_number: string; campaign_id: string }[] = await db
      .from(`${vicidialDatabase}.vicidial_campaign_dnc`)
      .whereIn("phone_number", entries)
      .select("phone_number", "campaign_id");
    return new Set(rows.map((row) => `${fold(row.phone_number)} ${fold(row.campaign_id)}`));
  }

  return {
    /** Those of the numbers that stand on the internal list. */
    async internally<T extends DialledNumber>(numbers: readonly T[]): Promise<readonly T[]> {
      const plain = numbers.filter(({ phone }) => isPlainText(phone));
      const listed = plain.length > 0 ? await internal(entriesOf(plain)) : new Set();
      return plain.filter(({ phone }) => entriesFor(phone).some((entry) => listed.has(fold(entry))));
    },

    /** Those of the numbers that stand on the list of their campaign. */
    async inCampaign<T extends DialledNumber>(numbers: readonly T[]): Promise<readonly T[]> {
      const plain = numbers.filter(({ phone }) => isPlainText(phone));
      const listed = plain.length > 0 ? await ofCampaigns(entriesOf(plain)) : new Set();
      return plain.filter(({ phone, campaignId }) =>
        entriesFor(phone).some((entry) => listed.has(`${fold(entry)} ${fold(campaignId)}`)),
      );
    },
  };
}
