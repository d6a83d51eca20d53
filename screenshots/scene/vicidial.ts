import type { Connection } from "mysql2/promise";

/** The admin, the users that keys act as, and what the dialer did to leads. */

/** The admin who looks at the pages. */
export const ADMIN = "anna";
/** The call time that one of the rules follows. */
export const CALL_TIME = "NL-DAY";
/** A lead of the second kind of LIVE_CHANGES. It is called between two attempts, so it is kept twice. */
export const STORIED_LEAD = 1204;

const RIGHTS = {
  modify_leads: "1",
  modify_users: "1",
  modify_call_times: "1",
  view_reports: "1",
  export_reports: "1",
};
const MACHINE = {
  user_level: 8,
  user_group: "ADMIN",
  modify_leads: "1",
  vdc_agent_api_access: "1",
  api_only_user: "1",
};

async function addPeople(root: Connection, password: string): Promise<void> {
  const users = [
    { user: ADMIN, full_name: "Anna de Boer", user_level: 9, user_group: "ADMIN", ...RIGHTS },
    { user: "crm", full_name: "CRM", ...MACHINE },
    { user: "dataload", full_name: "Data team", ...MACHINE },
    { user: "callback", full_name: "Call-back scripts", ...MACHINE },
    { user: "partner", full_name: "Partner feed", ...MACHINE },
  ];
  for (const user of users)
    await root.query("INSERT INTO vicidial_users SET ?", [{ ...user, pass: password }]);
}

async function addCallTime(root: Connection): Promise<void> {
  const holidays = [
    {
      holiday_id: "SINTERKLAAS26",
      holiday_name: "Sinterklaas",
      holiday_date: "2026-12-05",
      ct_default_start: 2400,
      ct_default_stop: 2400,
    },
    {
      holiday_id: "XMAS26",
      holiday_name: "Christmas",
      holiday_date: "2026-12-25",
      ct_default_start: 2400,
      ct_default_stop: 2400,
    },
  ];
  for (const holiday of holidays)
    await root.query("INSERT INTO vicidial_call_time_holidays SET ?", [
      { ...holiday, holiday_status: "ACTIVE" },
    ]);
  const callTime = {
    call_time_id: CALL_TIME,
    call_time_name: "Dialling, Netherlands",
    ct_default_start: 900,
    ct_default_stop: 1730,
    ct_saturday_start: 1000,
    ct_saturday_stop: 1400,
    ct_sunday_start: 2400,
    ct_sunday_stop: 2400,
    ct_holidays: `|${holidays.map(({ holiday_id }) => holiday_id).join("|")}|`,
  };
  await root.query("INSERT INTO vicidial_call_times SET ?", [callTime]);
}

/** Leads that are in both tables, and how their live rows changed. */
const LIVE_CHANGES = [
  [
    "lead_id % 89 = 11",
    "status = 'CALLBK', called_count = called_count + 1, last_local_call_time = '2026-11-09 10:26:40', user = '1001'",
  ],
  ["lead_id % 89 = 47", "phone_number = CONCAT('555', LPAD(lead_id * 7 % 10000000, 7, '0')), email = NULL"],
  [
    "lead_id % 89 = 60",
    "last_name = UPPER(last_name), comments = 'Moved house in October; prefers the evening'",
  ],
  // Unchanged duplicates: these are equal.
  ["lead_id % 89 = 76", "owner = owner"],
] as const;

/** Copies archived leads into the live table and changes most of the copies. */
async function addTwins(root: Connection): Promise<void> {
  for (const [which, changes] of LIVE_CHANGES) {
    await root.query(`INSERT IGNORE INTO vicidial_list SELECT * FROM vicidial_list_archive WHERE ${which}`);
    await root.query(
      `UPDATE vicidial_list SET ${changes}, modify_date = modify_date
       WHERE ${which} AND lead_id IN (SELECT lead_id FROM vicidial_list_archive)`,
    );
  }
}

/** What the dialer did to the example lead between two attempts. */
export async function callAgain(root: Connection): Promise<void> {
  const changes = {
    status: "CALLBK",
    user: "1001",
    called_count: 7,
    last_local_call_time: "2026-11-20 15:04:11",
    comments: "Asked for an offer by e-mail; call back on Friday",
    modify_date: "2026-11-20 15:04:31",
  };
  await root.query("UPDATE vicidial_list SET ? WHERE lead_id = ?", [changes, STORIED_LEAD]);
}

/** A partner that left: its user is inactive, so its key is refused. */
export async function closePartner(root: Connection): Promise<void> {
  await root.query("UPDATE vicidial_users SET active = 'N' WHERE user = 'partner'");
}

/** Adds what the pictures show to the demo's Vicidial. */
export async function furnishVicidial(root: Connection, password: string): Promise<void> {
  await addPeople(root, password);
  await addCallTime(root);
  await addTwins(root);
}
