import type { Connection } from "mysql2/promise";
import type { StorageEngine } from "./defaults.ts";
import { seedSurroundings } from "./seedSurroundings.ts";
import { vicidialSchema } from "./vicidialSchema.ts";

export interface SeedOptions {
  readonly engine: StorageEngine;
  /** Archived leads, and as many live ones. */
  readonly leads: number;
  readonly adminPassword: string;
  readonly apiUserPassword: string;
}

/** The Vicidial user that the demo's key acts as. */
export const API_USER = "apiuser";
/** The Vicidial admin of the demo. */
export const ADMIN_USER = "6666";

const FIRST_NAMES = [
  "Ann",
  "Björn",
  "Carla",
  "Dinesh",
  "Eva",
  "Femi",
  "Grace",
  "Hiro",
  "Ines",
  "João",
  "Kofi",
  "Lena",
];
const LAST_NAMES = [
  "Smith",
  "de Vries",
  "García",
  "O'Brien",
  "Nkosi",
  "Müller",
  "Silva",
  "Tanaka",
  "Ahmed",
  "Kowalski",
];
const CITIES = ["Cape Town", "Amsterdam", "Lisboa", "Köln", "Lagos", "Tampa", "Leeds", "Osaka"];
const STATUSES = ["NEW", "NA", "B", "DROP", "CALLBK", "SALE", "DNC", "A", "NI"];

/** List 1003 is missing here, like a deleted list whose leads remain in the archive. */
const LISTS = [
  [1001, "Spring campaign", "DEMO", "Y"],
  [1002, "Autumn campaign", "DEMO", "N"],
  [1004, "Another team's", "OTHER", "Y"],
];

function choose(values: readonly string[], step: number): string {
  const texts = values.map((value) => `'${value.replaceAll("'", "''")}'`).join(", ");
  return `ELT(1 + (seq DIV ${step}) % ${values.length}, ${texts})`;
}

/**
 * Makes leads on the server from a sequence, which is fast and always the same. They include what real tables hold: zero dates,
 * NULLs, invalid ENUM values, and leads of deleted lists.
 */
function insertLeads(table: string, from: number, to: number): string {
  return `INSERT INTO ${table}
      (lead_id, entry_date, modify_date, status, user, vendor_lead_code, source_id, list_id, gmt_offset_now,
       called_since_last_reset, phone_code, phone_number, title, first_name, middle_initial, last_name, address1,
       city, state, postal_code, country_code, gender, date_of_birth, alt_phone, email, comments, called_count,
       last_local_call_time, \`rank\`, owner, entry_list_id)
    SELECT seq,
      '2024-01-01' + INTERVAL seq % 525600 MINUTE,
      '2025-01-01' + INTERVAL seq % 525600 MINUTE,
      ${choose(STATUSES, 1)},
      IF(seq % 3 = 0, NULL, '1001'),
      CONCAT('V', LPAD(seq, 8, '0')),
      IF(seq % 11 = 0, NULL, CONCAT('import-', seq DIV 1000)),
      ELT(1 + seq % 20, 1001, 1001, 1001, 1001, 1001, 1001, 1001, 1001, 1001, 1001, 1001, 1001, 1002, 1002, 1002, 1002,
          1003, 1003, 1004, 1004),
      ELT(1 + seq % 4, -5.00, 0.00, 1.00, 2.00),
      ELT(1 + seq % 5, 'N', 'Y', 'Y1', 'Y10', 'N'),
      '1',
      CONCAT('555', LPAD(seq % 10000000, 7, '0')),
      IF(seq % 7 = 0, 'Dr', NULL),
      ${choose(FIRST_NAMES, 1)},
      '',
      ${choose(LAST_NAMES, 12)},
      CONCAT(1 + seq % 250, ' Main Street'),
      ${choose(CITIES, 5)},
      IF(seq % 9 = 0, NULL, 'FL'),
      LPAD(seq % 100000, 5, '0'),
      'USA',
      ELT(1 + seq % 101 DIV 34, 'M', 'F', 'not on the list'),
      CASE seq % 97 WHEN 0 THEN '0000-00-00' WHEN 1 THEN NULL ELSE '1950-01-01' + INTERVAL seq % 20000 DAY END,
      IF(seq % 5 = 0, '', NULL),
      IF(seq % 13 = 0, NULL, CONCAT('lead', seq, '@example.com')),
      IF(seq % 17 = 0, 'Call after six; ask for Zoë', ''),
      seq % 12,
      CASE WHEN seq % 89 = 0 THEN '0000-00-00 00:00:00' WHEN seq % 12 = 0 THEN NULL
           ELSE '2025-06-01' + INTERVAL seq % 200000 MINUTE END,
      CAST(seq % 100 AS SIGNED) - 50,
      '',
      1001
    FROM seq_${from}_to_${to}`;
}

/** Duplicates among every thousand leads: an equal one, one that differs in case, one in a trailing space. */
const TWINS = [
  "INSERT INTO vicidial_list SELECT * FROM vicidial_list_archive WHERE lead_id % 1000 IN (1, 2, 3)",
  "UPDATE vicidial_list SET last_name = UPPER(last_name), modify_date = modify_date WHERE lead_id % 1000 = 2 AND lead_id <= ?",
  "UPDATE vicidial_list SET first_name = CONCAT(first_name, ' '), modify_date = modify_date WHERE lead_id % 1000 = 3 AND lead_id <= ?",
];

async function insertUsers(connection: Connection, options: SeedOptions): Promise<void> {
  await connection.query(
    "INSERT INTO vicidial_user_groups (user_group, group_name, allowed_campaigns) VALUES ?",
    [
      [
        ["ADMIN", "VICIDIAL ADMINISTRATORS", " -ALL-CAMPAIGNS- - -"],
        ["DEMOGRP", "Demo campaign only", " DEMO -"],
      ],
    ],
  );
  await connection.query(
    `INSERT INTO vicidial_users
       (user, pass, full_name, user_level, user_group, modify_leads, vdc_agent_api_access) VALUES ?`,
    [
      [
        [ADMIN_USER, options.adminPassword, "Demo admin", 9, "ADMIN", "1", "1"],
        [API_USER, options.apiUserPassword, "Demo integration", 8, "ADMIN", "1", "1"],
        ["demoonly", options.apiUserPassword, "May touch campaign DEMO only", 8, "DEMOGRP", "1", "1"],
        ["1001", options.apiUserPassword, "Demo agent", 1, "DEMOGRP", "0", "0"],
      ],
    ],
  );
  await connection.query(
    `UPDATE vicidial_users SET modify_users = '1', modify_call_times = '1', view_reports = '1', export_reports = '1'
     WHERE user = ?`,
    [ADMIN_USER],
  );
  // The key's user does not sign in anywhere.
  await connection.query("UPDATE vicidial_users SET api_only_user = '1' WHERE user = ?", [API_USER]);
}

/** Fills an empty database with a small Vicidial. */
export async function seed(connection: Connection, options: SeedOptions): Promise<void> {
  const { leads } = options;
  for (const statement of vicidialSchema(options.engine)) await connection.query(statement);
  // Not strict, as on most Vicidial servers: otherwise zero dates and invalid values are refused.
  await connection.query("SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION', time_zone = '+00:00'");
  await connection.query("INSERT INTO vicidial_lists (list_id, list_name, campaign_id, active) VALUES ?", [
    LISTS,
  ]);
  await insertUsers(connection, options);
  await connection.query(insertLeads("vicidial_list_archive", 1, leads));
  await connection.query(insertLeads("vicidial_list", leads + 1, 2 * leads));
  for (const statement of TWINS) await connection.query(statement, [leads]);
  await seedSurroundings(connection, leads);
}
