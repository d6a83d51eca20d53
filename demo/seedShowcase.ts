import type { Connection } from "mysql2/promise";

/**
 * What makes the demo worth a look: campaigns with lists, leads of many ages, callbacks, calls under way, and a user of one campaign.
 * Only the demo has it. Tests and benchmarks count on the plain leads of `seed`.
 */

/** Which archived and live leads get which list. The numbers are remainders of lead_id divided by 40. */
const LISTS = [
  { id: 101, name: "Solar, web forms", campaign: "SOLAR", active: "Y", from: 20, to: 23 },
  { id: 102, name: "Solar, trade fair", campaign: "SOLAR", active: "Y", from: 24, to: 25 },
  { id: 201, name: "Home insurance renewals", campaign: "INSURE", active: "Y", from: 26, to: 28 },
  { id: 202, name: "Car insurance 2024", campaign: "INSURE", active: "N", from: 29, to: 29 },
] as const;

const MOVED_LISTS = `lead_id % 40 BETWEEN ${LISTS[0].from} AND ${LISTS[3].to}`;

const CAMPAIGNS = [
  ["SOLAR", "Solar panels", "Y", " NEW NA B CALLBK -"],
  ["INSURE", "Insurance", "Y", " NEW NA -"],
];

const CAMPAIGN_STATUSES = [
  ["QUOTE", "Quote sent", "SOLAR"],
  ["NOROOF", "Roof unsuitable", "SOLAR"],
  ["RENEW", "Renewed", "INSURE"],
  ["SWITCH", "Switched provider", "INSURE"],
] as const;

/** Lists with names, with the statuses of their campaigns, and last calls from yesterday to four years ago. */
function leadsOfLists(table: string): readonly string[] {
  const list = LISTS.map(({ id, from, to }) => `WHEN lead_id % 40 BETWEEN ${from} AND ${to} THEN ${id}`);
  return [
    `UPDATE ${table} SET
       list_id = CASE ${list.join(" ")} END, entry_list_id = list_id,
       status = CASE lead_id % 7 WHEN 0 THEN IF(list_id < 200, 'QUOTE', 'RENEW')
         WHEN 1 THEN IF(list_id < 200, 'NOROOF', 'SWITCH') ELSE status END,
       entry_date = @now - INTERVAL 30 + lead_id % 1500 DAY,
       last_local_call_time = @now - INTERVAL 1 + lead_id % 1400 DAY - INTERVAL lead_id * 37 % 36000 SECOND,
       modify_date = @now - INTERVAL 1 + lead_id % 1400 DAY
     WHERE ${MOVED_LISTS}`,
  ];
}

/** Leads of one list in both tables: every other one was called after it was archived, so its copies differ. */
const DUPLICATES = [
  "INSERT INTO vicidial_list SELECT * FROM vicidial_list_archive WHERE list_id = 101 AND lead_id DIV 40 % 50 = 7",
  `UPDATE vicidial_list SET status = 'NI', called_count = called_count + 1, last_local_call_time = @now - INTERVAL 3 DAY
   WHERE list_id = 101 AND lead_id DIV 40 % 50 = 7 AND lead_id % 2 = 0`,
];

const CUSTOM_FIELDS = [
  "CREATE TABLE custom_101 (lead_id INT(9) UNSIGNED NOT NULL PRIMARY KEY, roof_area VARCHAR(20), has_battery VARCHAR(3))",
  ...["vicidial_list_archive", "vicidial_list"].map(
    (table) =>
      `INSERT IGNORE INTO custom_101 SELECT lead_id, CONCAT(20 + lead_id % 60, ' m2'), IF(lead_id % 3, 'no', 'yes')
       FROM ${table} WHERE entry_list_id = 101 AND lead_id DIV 40 % 8 > ${table === "vicidial_list" ? 5 : 1}`,
  ),
];

/** Live leads that archiving must not touch, all in the list "Solar, web forms". The highest ids are in no archive. */
const IN_USE = [
  `INSERT INTO vicidial_callbacks (lead_id, list_id, campaign_id, status, entry_time, callback_time, modify_date, user, recipient,
     comments, user_group)
   SELECT lead_id, list_id, 'SOLAR', IF(lead_id % 80 < 40, 'LIVE', 'ACTIVE'), @now - INTERVAL 5 DAY,
     IF(lead_id % 80 < 40, @now - INTERVAL 2 HOUR, @now + INTERVAL 1 + lead_id % 20 DAY), @now, '1001', 'ANYONE',
     'asked to be called back', 'DEMOGRP'
   FROM vicidial_list WHERE list_id = 101 ORDER BY lead_id DESC LIMIT 12`,
  "UPDATE vicidial_list AS l JOIN vicidial_callbacks AS c USING (lead_id) SET l.status = 'CALLBK', l.modify_date = l.modify_date",
  `INSERT INTO vicidial_hopper (lead_id, campaign_id, status, list_id)
   SELECT lead_id, 'SOLAR', 'READY', list_id FROM vicidial_list WHERE list_id = 101 ORDER BY lead_id DESC LIMIT 15 OFFSET 20`,
  `INSERT INTO vicidial_live_agents (user, server_ip, status, lead_id, campaign_id)
   SELECT CONCAT('100', 1 + lead_id % 3), '127.0.0.1', 'INCALL', lead_id, 'SOLAR'
   FROM vicidial_list WHERE list_id = 101 ORDER BY lead_id DESC LIMIT 2 OFFSET 40`,
  `INSERT INTO vicidial_auto_calls (server_ip, campaign_id, status, lead_id, phone_number, call_time)
   SELECT '127.0.0.1', 'SOLAR', 'SENT', lead_id, phone_number, @now
   FROM vicidial_list WHERE list_id = 101 ORDER BY lead_id DESC LIMIT 3 OFFSET 42`,
  `UPDATE vicidial_list AS l LEFT JOIN vicidial_live_agents AS a USING (lead_id)
     LEFT JOIN vicidial_auto_calls AS c USING (lead_id)
   SET l.status = 'INCALL', l.modify_date = @now, l.last_local_call_time = @now + INTERVAL l.gmt_offset_now HOUR
   WHERE a.lead_id IS NOT NULL OR c.lead_id IS NOT NULL`,
  `UPDATE vicidial_list SET last_local_call_time = @now + INTERVAL gmt_offset_now HOUR, modify_date = @now
   WHERE list_id = 101 AND lead_id % 400 = 21`,
  "INSERT IGNORE INTO vicidial_dnc SELECT phone_number FROM vicidial_list_archive WHERE list_id = 201 AND lead_id % 13 = 0",
  `INSERT IGNORE INTO vicidial_campaign_dnc
   SELECT phone_number, 'SOLAR' FROM vicidial_list_archive WHERE list_id = 101 AND lead_id % 11 = 0`,
];

/** A user of one campaign, who signs in with the admin's password. */
export const SOLAR_USER = "solar";

async function insertSolarUser(connection: Connection, password: string): Promise<void> {
  const group = { user_group: "SOLARGRP", group_name: "Solar campaign only", allowed_campaigns: " SOLAR -" };
  await connection.query("INSERT INTO vicidial_user_groups SET ?", [group]);
  const user = { user: SOLAR_USER, pass: password, full_name: "Solar team lead", user_level: 8 };
  const rights = { modify_leads: "1", view_reports: "1", export_reports: "1", vdc_agent_api_access: "1" };
  await connection.query("INSERT INTO vicidial_users SET ?", [
    { ...user, ...rights, user_group: group.user_group },
  ]);
}

/**
 * Fills these tables. The leads must exist, and the session's time zone must be UTC.
 *
 * @param password of the user of one campaign
 */
export async function seedShowcase(connection: Connection, password: string): Promise<void> {
  // One moment for both tables, so that equal duplicates stay equal.
  await connection.query("SET @now = NOW()");
  await insertSolarUser(connection, password);
  await connection.query("INSERT INTO vicidial_lists (list_id, list_name, campaign_id, active) VALUES ?", [
    LISTS.map(({ id, name, campaign, active }) => [id, name, campaign, active]),
  ]);
  await connection.query(
    "INSERT INTO vicidial_campaigns (campaign_id, campaign_name, active, dial_statuses) VALUES ?",
    [CAMPAIGNS],
  );
  await connection.query(
    "INSERT INTO vicidial_campaign_statuses (status, status_name, campaign_id) VALUES ?",
    [CAMPAIGN_STATUSES],
  );
  const statements = [
    ...leadsOfLists("vicidial_list_archive"),
    ...leadsOfLists("vicidial_list"),
    ...DUPLICATES,
    ...CUSTOM_FIELDS,
    ...IN_USE,
  ];
  for (const statement of statements) await connection.query(statement);
}
