import type { Knex } from "knex";
import { fold, isPlainText } from "./vicidialText.ts";

/** A phone number and the campaign that would call it. */
export interface DialledNumber {
  readonly phone: string;
  /** Empty if the lead's list no longer exists. */
  readonly campaignId: string;
}

const AREA_DIGITS = 3;
/** Replaces the last digits in entries that block a whole area code. */
const ANY_NUMBER = "XXXXXXX";

/** Returns the DNC entries that block a number: the number itself and its area code. */
function entriesFor(phone: string): readonly string[] {
  return [phone, `${phone.slice(0, AREA_DIGITS)}${ANY_NUMBER}`];
}

function entriesOf(numbers: readonly DialledNumber[]): readonly string[] {
  return [...new Set(numbers.flatMap(({ phone }) => entriesFor(phone)))];
}

/**
 * Finds numbers on DNC lists. A campaign's setting to ignore them (`use_internal_dnc`) is not considered: a
 * user who restores leads should know. Index: the primary key, and phone_number.
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
    /** Returns the numbers on the internal list. */
    async internally<T extends DialledNumber>(numbers: readonly T[]): Promise<readonly T[]> {
      const plain = numbers.filter(({ phone }) => isPlainText(phone));
      const listed = plain.length > 0 ? await internal(entriesOf(plain)) : new Set();
      return plain.filter(({ phone }) => entriesFor(phone).some((entry) => listed.has(fold(entry))));
    },

    /** Returns the numbers on their campaign's list. */
    async inCampaign<T extends DialledNumber>(numbers: readonly T[]): Promise<readonly T[]> {
      const plain = numbers.filter(({ phone }) => isPlainText(phone));
      const listed = plain.length > 0 ? await ofCampaigns(entriesOf(plain)) : new Set();
      return plain.filter(({ phone, campaignId }) =>
        entriesFor(phone).some((entry) => listed.has(`${fold(entry)} ${fold(campaignId)}`)),
      );
    },
  };
}
