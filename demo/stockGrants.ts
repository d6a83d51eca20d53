/**
 * Vicidial's database accounts and their only rights. VARDB_user is `cron`, VARDB_custom_user is `custom`. Source: Vicidial's own
 * installation documentation.
 */
export const STOCK_GRANTS = [
  ["cron", "SELECT, INSERT, UPDATE, DELETE, LOCK TABLES"],
  ["custom", "ALTER, CREATE"],
] as const;
