import { join } from "node:path";
import type { Knex } from "knex";
import { isSchemaMismatch } from "../db/databaseErrors.ts";
import { findLogo } from "./logo.ts";
import { createScreenColors, type ScreenColors } from "./screenColors.ts";
import { createSystemSettings, type LookSettings, lookIn } from "./systemSettings.ts";

/** What an installation's administration looks like. */
export interface AdminLook extends LookSettings {
  readonly colors: ScreenColors;
  /** Path of the logo below the web directory; null for none. */
  readonly logo: string | null;
}

/**
 * Reads the look of Vicidial's administration; older schemas have the stock look.
 *
 * @param webFolder the web root, which holds Vicidial's web directory if Vicidial runs on this host
 */
export function createAdminLook(db: Knex, vicidialDatabase: string, webFolder: string) {
  const readSettings = createSystemSettings(db, vicidialDatabase);
  const readColors = createScreenColors(db, vicidialDatabase);

  async function readLook(): Promise<LookSettings> {
    try {
      return (await readSettings()).look;
    } catch (error) {
      if (isSchemaMismatch(error)) return lookIn({});
      throw error;
    }
  }

  return async function readAdminLook(): Promise<AdminLook> {
    const look = await readLook();
    const colors = await readColors(look.colorsId);
    return { ...look, colors, logo: findLogo(colors.webLogo, join(webFolder, look.webDirectory)) };
  };
}

export type ReadAdminLook = ReturnType<typeof createAdminLook>;
