import fc from "fast-check";
import type { LeadRow } from "./factories.ts";

type Cell = string | number | null;

/** Values that differ only in case, accents or surrounding whitespace. */
const SIMILAR_TEXTS = [
  "",
  " ",
  "Ann",
  "ann",
  "ANN",
  "Ann ",
  " Ann",
  "Ann\t",
  "é",
  "e",
  "É",
  "ß",
  "ss",
  "0",
  "00",
];
const SPECIAL_TEXTS = ["\\", "'", '"', "%", "\0", "NULL", "a;b=c", "`"];
const UTF8MB4_TEXTS = ["😀", "𐍈", "e\u0301"];

/** Text columns with their widths in characters. */
const TEXTS = {
  status: 6,
  user: 20,
  vendor_lead_code: 20,
  source_id: 50,
  phone_code: 10,
  title: 4,
  first_name: 30,
  middle_initial: 1,
  last_name: 30,
  address1: 100,
  address2: 100,
  address3: 100,
  city: 50,
  state: 2,
  province: 50,
  postal_code: 10,
  country_code: 3,
  alt_phone: 12,
  email: 70,
  security_phrase: 100,
  comments: 255,
  owner: 20,
} as const;

const LATIN1_LETTERS = [
  ..."abcxyzABCXYZ 0123456789.,-",
  ..."àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿÀÉÑÖßØ¿¡£€",
] as const;

/** Any code point except halves of surrogate pairs. `unit: "binary"` is the same, but indexes all of Unicode for a second. */
const UTF8MB4_LETTERS = fc
  .oneof(
    { weight: 0xd7ff, arbitrary: fc.integer({ min: 0, max: 0xd7ff }) },
    { weight: 0x10_1fff, arbitrary: fc.integer({ min: 0xe000, max: 0x10_ffff }) },
  )
  .map((point) => String.fromCodePoint(point));

function text(charset: string, width: number): fc.Arbitrary<string> {
  const isWide = charset === "utf8mb4";
  const texts = [...SIMILAR_TEXTS, ...SPECIAL_TEXTS, ...(isWide ? UTF8MB4_TEXTS : [])];
  const letters = isWide ? UTF8MB4_LETTERS : fc.constantFrom(...LATIN1_LETTERS);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...texts) },
    { weight: 1, arbitrary: fc.string({ unit: letters, maxLength: width }) },
  );
}

const nullable = (arbitrary: fc.Arbitrary<Cell>) => fc.option<Cell>(arbitrary, { nil: null, freq: 4 });

const dates = fc.constantFrom("0000-00-00", "2024-00-00", "1000-01-01", "1980-02-29", "9999-12-31");
const datetimes = fc.constantFrom(
  "0000-00-00 00:00:00",
  "1000-01-01 00:00:00",
  "2024-03-31 02:30:00",
  "9999-12-31 23:59:59",
);
const timestamps = fc.constantFrom(
  "0000-00-00 00:00:00",
  "1970-01-01 00:00:01",
  "2024-03-31 02:30:00",
  "2038-01-19 03:14:07",
);
/** The largest ones exceed JavaScript's safe integers. */
export const LIST_IDS = ["0", "1", "1001", "9007199254740993", "18446744073709551615"] as const;

/** Returns an arbitrary per column: extremes, values outside an ENUM, and values that a careless comparison treats as equal. */
function columns(charset: string): Readonly<Record<string, fc.Arbitrary<Cell>>> {
  return {
    ...Object.fromEntries(
      Object.entries(TEXTS).map(([name, width]) => [name, nullable(text(charset, width))]),
    ),
    phone_number: text(charset, 18),
    entry_date: nullable(datetimes),
    modify_date: timestamps,
    list_id: fc.constantFrom<Cell>(...LIST_IDS),
    gmt_offset_now: nullable(fc.constantFrom("-99.99", "99.99", "0.00", "-5.00", "5.75")),
    // Y11 is not in the ENUM: outside strict mode, MariaDB stores ''.
    called_since_last_reset: nullable(fc.constantFrom("Y", "N", "Y10", "D", "Y11", "")),
    gender: nullable(fc.constantFrom("M", "F", "U", "X")),
    date_of_birth: nullable(dates),
    called_count: nullable(fc.constantFrom(0, 1, 65_535)),
    last_local_call_time: nullable(datetimes),
    rank: fc.constantFrom<Cell>(-32_768, -1, 0, 32_767),
    entry_list_id: fc.constantFrom<Cell>(...LIST_IDS),
  };
}

/** Returns a lead without its id, with any values that Vicidial could have stored. */
export function anyLead(charset: string): fc.Arbitrary<LeadRow> {
  return fc.record(columns(charset));
}

function similarValues(value: Cell, other: Cell): readonly Cell[] {
  if (value === null) return [other, "", 0];
  if (typeof value === "number") return [other];
  const [first = ""] = value;
  const swapped = first === first.toLowerCase() ? first.toUpperCase() : first.toLowerCase();
  return [`${value} `, value.trimEnd(), swapped + value.slice(1), other];
}

/** Returns a function that changes one column to a similar or to any other value. */
export function anyChange(charset: string): fc.Arbitrary<(lead: LeadRow) => LeadRow> {
  const perColumn = Object.entries(columns(charset)).map(([name, values]) =>
    fc.tuple(values, fc.nat(3)).map(([other, choice]) => (lead: LeadRow): LeadRow => {
      const options = similarValues(lead[name] ?? null, other);
      const value = name in TEXTS ? (options[choice % options.length] ?? null) : other;
      return { ...lead, [name]: value };
    }),
  );
  return fc.oneof(...perColumn);
}
