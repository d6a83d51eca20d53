import type { Knex } from "knex";
import { isSchemaMismatch } from "../db/databaseErrors.ts";

/** Vicidial's stock colors, by column of `vicidial_screen_colors`. */
const STOCK = {
  menu_background: "015B91",
  frame_background: "D9E6FE",
  std_row1_background: "9BB9FB",
  std_row2_background: "B9CBFD",
  std_row3_background: "8EBCFD",
  std_row4_background: "B6D3FC",
  std_row5_background: "A3C3D6",
  alt_row1_background: "BDFFBD",
  alt_row2_background: "99FF99",
  alt_row3_background: "CCFFCC",
  button_color: "EFEFEF",
} as const;

/** Colors as six lower-case hexadecimal digits. */
export interface ScreenColors {
  readonly menu: string;
  readonly frame: string;
  /** Backgrounds of the five kinds of ordinary rows. */
  readonly rows: readonly string[];
  /** Backgrounds of the three kinds of highlighted rows. */
  readonly highlights: readonly string[];
  readonly button: string;
  /** `web_logo`: `default_new`, `default_old` or the end of a file name. */
  readonly webLogo: string;
}

type Row = Readonly<Record<string, unknown>>;

/** Falls back to the stock color for anything but six digits, because the value ends up in a style sheet. */
function colorOf(row: Row, column: keyof typeof STOCK): string {
  const value = String(row[column] ?? "").replace(/^#/, "");
  return (/^[0-9a-f]{6}$/i.test(value) ? value : STOCK[column]).toLowerCase();
}

function toColors(row: Row): ScreenColors {
  return {
    menu: colorOf(row, "menu_background"),
    frame: colorOf(row, "frame_background"),
    rows: [
      colorOf(row, "std_row1_background"),
      colorOf(row, "std_row2_background"),
      colorOf(row, "std_row3_background"),
      colorOf(row, "std_row4_background"),
      colorOf(row, "std_row5_background"),
    ],
    highlights: [
      colorOf(row, "alt_row1_background"),
      colorOf(row, "alt_row2_background"),
      colorOf(row, "alt_row3_background"),
    ],
    button: colorOf(row, "button_color"),
    webLogo: String(row["web_logo"] ?? ""),
  };
}

/** Colors of an installation that chose none. Source: admin.php, also for the older logo. */
const STOCK_COLORS = toColors({ web_logo: "default_old" });

/** Reads screen colors by their id; older schemas have the stock colors. */
export function createScreenColors(db: Knex, vicidialDatabase: string) {
  return async function readScreenColors(id: string): Promise<ScreenColors> {
    if (id === "" || id === "default") return STOCK_COLORS;
    try {
      const row = await db
        .from(`${vicidialDatabase}.vicidial_screen_colors`)
        .where("colors_id", id)
        .first<Row | undefined>("*");
      return row ? toColors(row) : STOCK_COLORS;
    } catch (error) {
      if (isSchemaMismatch(error)) return STOCK_COLORS;
      throw error;
    }
  };
}
