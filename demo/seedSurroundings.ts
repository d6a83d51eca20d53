import type { Connection } from "mysql2/promise";

/** The campaign of most demo leads. */
const CAMPAIGN = "DEMO";

/**
 * Data that makes the preview of a run interesting: DNC entries, phone numbers that are live under another id, archived callbacks,
 * missing custom fields, and an outdated time zone.
 */
function statements(leads: number): readonly string[] {
  const archived = (which: string) => `FROM vicidial_list_archive WHERE ${which}`;
  return [
    `INSERT INTO vicidial_dnc SELECT DISTINCT phone_number ${archived("lead_id % 250 = 7")}`,
    `INSERT INTO vicidial_campaign_dnc SELECT DISTINCT phone_number, '${CAMPAIGN}' ${archived("lead_id % 400 = 9")}`,
    `UPDATE vicidial_list AS live JOIN vicidial_list_archive AS old ON live.lead_id = old.lead_id + ${leads}
     SET live.phone_number = old.phone_number, live.modify_date = live.modify_date WHERE old.lead_id % 180 = 23`,
    `INSERT INTO vicidial_callbacks_archive (callback_id, lead_id, list_id, campaign_id, status, entry_time, callback_time,
       modify_date, user, recipient, comments, user_group)
     SELECT lead_id, lead_id, list_id, '${CAMPAIGN}', IF(lead_id % 5 = 0, 'INACTIVE', 'ACTIVE'), entry_date,
       entry_date + INTERVAL 30 DAY, modify_date, '1001', 'ANYONE', 'asked to be called back', 'DEMOGRP'
     ${archived("status = 'CALLBK' AND lead_id % 3 = 0")}`,
    `CREATE TABLE custom_1001 (lead_id INT(9) UNSIGNED NOT NULL PRIMARY KEY, contract_number VARCHAR(30))`,
    `INSERT INTO custom_1001 SELECT lead_id, CONCAT('C-', lead_id) ${archived("lead_id % 60 <> 41")}`,
    `INSERT INTO vicidial_phone_codes
       (country_code, country, areacode, state, GMT_offset, DST, DST_range, geographic_description) VALUES
       (1, 'USA', '212', 'NY', '-5', 'Y', 'SSM-FSN', 'New York City'),
       (1, 'USA', '602', 'AZ', '-7', 'N', '', 'Phoenix'),
       (44, 'GBR', '*', '', '0', 'Y', 'LSM-LSO', 'United Kingdom')`,
    `INSERT INTO vicidial_statuses (status, status_name) VALUES
       ('NEW', 'New Lead'), ('NA', 'No Answer AutoDial'), ('A', 'Answering Machine'), ('B', 'Busy'), ('CALLBK', 'Call Back'),
       ('SALE', 'Sale Made'), ('DNC', 'DO NOT CALL'), ('DROP', 'Agent Not Available'), ('NI', 'Not Interested')`,
    `INSERT INTO vicidial_campaign_statuses (status, status_name, campaign_id) VALUES ('QUOTE', 'Quote sent', '${CAMPAIGN}')`,
    "UPDATE vicidial_list_archive SET phone_number = CONCAT('212', SUBSTR(phone_number, 4)), modify_date = modify_date WHERE lead_id % 90 = 61",
  ];
}

/** Fills these tables. The leads must exist. */
export async function seedSurroundings(connection: Connection, leads: number): Promise<void> {
  for (const statement of statements(leads)) await connection.query(statement);
}
