import type { StorageEngine } from "./defaults.ts";
import { vicidialAdminTables } from "./vicidialAdminTables.ts";
import { vicidialSurroundings } from "./vicidialSurroundings.ts";

/** Columns of a lead in Vicidial 2.14 (schema 1728). The archive is created LIKE the live table. */
const LEAD_COLUMNS = `
  lead_id INT(9) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  entry_date DATETIME,
  modify_date TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  status VARCHAR(6),
  user VARCHAR(20),
  vendor_lead_code VARCHAR(20),
  source_id VARCHAR(50),
  list_id BIGINT(14) UNSIGNED NOT NULL DEFAULT 0,
  gmt_offset_now DECIMAL(4,2) DEFAULT 0.00,
  called_since_last_reset ENUM('Y','N','Y1','Y2','Y3','Y4','Y5','Y6','Y7','Y8','Y9','Y10','D') DEFAULT 'N',
  phone_code VARCHAR(10),
  phone_number VARCHAR(18) NOT NULL,
  title VARCHAR(4),
  first_name VARCHAR(30),
  middle_initial VARCHAR(1),
  last_name VARCHAR(30),
  address1 VARCHAR(100),
  address2 VARCHAR(100),
  address3 VARCHAR(100),
  city VARCHAR(50),
  state VARCHAR(2),
  province VARCHAR(50),
  postal_code VARCHAR(10),
  country_code VARCHAR(3),
  gender ENUM('M','F','U') DEFAULT 'U',
  date_of_birth DATE,
  alt_phone VARCHAR(12),
  email VARCHAR(70),
  security_phrase VARCHAR(100),
  comments VARCHAR(255),
  called_count SMALLINT UNSIGNED DEFAULT 0,
  last_local_call_time DATETIME,
  \`rank\` SMALLINT NOT NULL DEFAULT 0,
  owner VARCHAR(20) DEFAULT '',
  entry_list_id BIGINT(14) UNSIGNED NOT NULL DEFAULT 0`;

/** The twelve secondary indexes of a lead table. Updating them is most of the cost of moving a lead. */
const LEAD_INDEXES = [
  "phone_number",
  "list_id",
  "called_since_last_reset",
  "status",
  "gmt_offset_now",
  "postal_code",
  "last_local_call_time",
  "`rank`",
  "owner",
  "phone_code",
  "source_id",
  "vendor_lead_code",
];

/**
 * Returns the statements that create the tables that this plugin uses.
 *
 * @param engine storage engine of every table
 * @param charset default character set; Vicidial sites use latin1, utf8 and utf8mb4
 */
export function vicidialSchema(engine: StorageEngine, charset = "utf8mb4"): readonly string[] {
  const options = `ENGINE=${engine} DEFAULT CHARSET=${charset}`;
  const indexes = LEAD_INDEXES.map((column) => `INDEX (${column})`).join(", ");
  return [
    `CREATE TABLE vicidial_list (${LEAD_COLUMNS}, ${indexes}) ${options}`,
    "CREATE TABLE vicidial_list_archive LIKE vicidial_list",
    // From Vicidial's manual: the archive has no AUTO_INCREMENT.
    "ALTER TABLE vicidial_list_archive MODIFY lead_id INT(9) UNSIGNED NOT NULL",
    `CREATE TABLE vicidial_lists (
      list_id BIGINT(14) UNSIGNED NOT NULL PRIMARY KEY,
      list_name VARCHAR(30),
      campaign_id VARCHAR(8),
      active ENUM('Y','N'),
      expiration_date DATE DEFAULT '2099-12-31',
      INDEX (campaign_id)
    ) ${options}`,
    `CREATE TABLE vicidial_user_groups (
      user_group VARCHAR(20) NOT NULL,
      group_name VARCHAR(40) NOT NULL,
      allowed_campaigns TEXT,
      admin_viewable_groups TEXT,
      allowed_custom_reports VARCHAR(2000) DEFAULT '',
      admin_home_url VARCHAR(255) DEFAULT '',
      admin_ip_list VARCHAR(30) DEFAULT '',
      agent_ip_list VARCHAR(30) DEFAULT '',
      api_ip_list VARCHAR(30) DEFAULT '',
      UNIQUE INDEX (user_group)
    ) ${options}`,
    `CREATE TABLE vicidial_users (
      user_id INT(9) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      user VARCHAR(20) NOT NULL,
      pass VARCHAR(100) NOT NULL,
      pass_hash VARCHAR(500) DEFAULT '',
      full_name VARCHAR(50),
      user_level TINYINT(3) UNSIGNED DEFAULT 1,
      user_group VARCHAR(20),
      active ENUM('Y','N') DEFAULT 'Y',
      modify_leads ENUM('0','1','2','3','4','5','6') DEFAULT '0',
      modify_users ENUM('0','1') DEFAULT '0',
      modify_call_times ENUM('0','1') DEFAULT '0',
      view_reports ENUM('0','1') DEFAULT '0',
      export_reports ENUM('0','1') DEFAULT '0',
      admin_hide_lead_data ENUM('0','1') DEFAULT '0',
      admin_hide_phone_data ENUM('0','1','2_DIGITS','3_DIGITS','4_DIGITS') DEFAULT '0',
      api_only_user ENUM('0','1') DEFAULT '0',
      ignore_ip_list ENUM('0','1') DEFAULT '0',
      two_factor_override ENUM('NOT_ACTIVE','ENABLED','DISABLED') DEFAULT 'NOT_ACTIVE',
      failed_login_count TINYINT(3) UNSIGNED DEFAULT 0,
      failed_login_count_today SMALLINT(6) UNSIGNED DEFAULT 0,
      failed_login_attempts_today MEDIUMINT(7) UNSIGNED DEFAULT 0,
      failed_last_ip_today VARCHAR(50) DEFAULT '',
      failed_last_type_today VARCHAR(20) DEFAULT '',
      last_login_date DATETIME DEFAULT '2001-01-01 00:00:01',
      last_ip VARCHAR(50) DEFAULT '',
      qc_enabled ENUM('1','0') DEFAULT '0',
      force_change_password ENUM('Y','N') DEFAULT 'N',
      selected_language VARCHAR(100) DEFAULT 'default English',
      vdc_agent_api_access ENUM('0','1') DEFAULT '0',
      api_allowed_functions VARCHAR(1000) DEFAULT ' ALL_FUNCTIONS ',
      UNIQUE INDEX (user)
    ) ${options}`,
    ...vicidialAdminTables(options),
    ...vicidialSurroundings(options),
  ];
}
