/**
 * Tables of Vicidial's admin that the pages use: settings, colors, languages, logs, call times and IP lists. From schema 1728, reduced to
 * the columns that we read or write.
 */

const hours = (day: string, start = 0, stop = 0) =>
  `ct_${day}_start SMALLINT(4) UNSIGNED NOT NULL DEFAULT ${start},
   ct_${day}_stop SMALLINT(4) UNSIGNED NOT NULL DEFAULT ${stop}`;

const WEEK = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

const colour = (name: string, stock: string) => `${name} VARCHAR(6) DEFAULT '${stock}'`;

const SCREEN_COLOURS = [
  colour("menu_background", "015B91"),
  colour("frame_background", "D9E6FE"),
  colour("std_row1_background", "9BB9FB"),
  colour("std_row2_background", "B9CBFD"),
  colour("std_row3_background", "8EBCFD"),
  colour("std_row4_background", "B6D3FC"),
  colour("std_row5_background", "A3C3D6"),
  colour("alt_row1_background", "BDFFBD"),
  colour("alt_row2_background", "99FF99"),
  colour("alt_row3_background", "CCFFCC"),
  colour("button_color", "EFEFEF"),
].join(",\n      ");

/** Columns of a lead that an installation may rename or hide. */
const LABELLED = [
  ...[
    "title",
    "first_name",
    "middle_initial",
    "last_name",
    "address1",
    "address2",
    "address3",
    "city",
    "state",
  ],
  ...["province", "postal_code", "vendor_lead_code", "gender", "phone_number", "phone_code", "alt_phone"],
  ...[
    "security_phrase",
    "email",
    "comments",
    "lead_id",
    "list_id",
    "entry_date",
    "gmt_offset_now",
    "source_id",
  ],
  ...["called_since_last_reset", "status", "user", "date_of_birth", "country_code", "last_local_call_time"],
  ...["called_count", "rank", "owner", "entry_list_id"],
];

const LABELS = LABELLED.map((column) => `label_${column} VARCHAR(60) DEFAULT ''`).join(",\n      ");

/** Call times of every installation. */
const STOCK_CALL_TIMES = [
  ["24hours", "default 24 hours calling", 0, 2400],
  ["9am-9pm", "default 9am to 9pm calling", 900, 2100],
  ["9am-5pm", "default 9am to 5pm calling", 900, 1700],
  ["12pm-5pm", "default 12pm to 5pm calling", 1200, 1700],
  ["12pm-9pm", "default 12pm to 9pm calling", 1200, 2100],
  ["5pm-9pm", "default 5pm to 9pm calling", 1700, 2100],
] as const;

const callTimeRows = STOCK_CALL_TIMES.map((row) => `('${row[0]}', '${row[1]}', ${row[2]}, ${row[3]})`);

/** Vicidial stores languages as utf8, whatever the database's character set. */
const LANGUAGE_OPTIONS = "ENGINE=MyISAM CHARACTER SET utf8 COLLATE utf8_unicode_ci";

/**
 * Returns the statements that create these tables with their stock rows.
 *
 * @param options engine and character set of every table
 */
export function vicidialAdminTables(options: string): readonly string[] {
  return [
    // In utf8mb4, this many columns exceed InnoDB's limit for a row.
    `CREATE TABLE system_settings (
      version VARCHAR(50),
      install_date VARCHAR(50),
      db_schema_version INT(8) UNSIGNED DEFAULT 0,
      use_non_latin ENUM('0','1') DEFAULT '0',
      pass_hash_enabled ENUM('0','1') DEFAULT '0',
      pass_key VARCHAR(100) DEFAULT '',
      pass_cost TINYINT(2) UNSIGNED DEFAULT 2,
      allow_ip_lists ENUM('0','1') DEFAULT '0',
      system_ip_blacklist VARCHAR(30) DEFAULT '',
      two_factor_auth_hours SMALLINT(5) DEFAULT 0,
      two_factor_container VARCHAR(40) DEFAULT '---DISABLED---',
      admin_screen_colors VARCHAR(20) DEFAULT 'default',
      admin_home_url VARCHAR(255) DEFAULT '../vicidial/welcome.php',
      admin_web_directory VARCHAR(255) DEFAULT 'vicidial',
      outbound_autodial_active ENUM('0','1') DEFAULT '1',
      qc_features_active ENUM('1','0') DEFAULT '0',
      first_login_trigger ENUM('Y','N') DEFAULT 'N',
      enable_languages ENUM('0','1') DEFAULT '0',
      language_method VARCHAR(20) DEFAULT 'DISABLED',
      default_language VARCHAR(100) DEFAULT 'default English',
      label_hide_field_logs VARCHAR(6) DEFAULT 'Y',
      ${LABELS},
      slave_db_server VARCHAR(50) DEFAULT '',
      reports_use_slave_db VARCHAR(2000) DEFAULT '',
      custom_reports_use_slave_db VARCHAR(2000) DEFAULT ''
    ) ${options.replace("utf8mb4", "utf8")}`,
    "INSERT INTO system_settings (version, install_date, db_schema_version) VALUES ('2.14b0.5', '2025-01-01', 1728)",
    `CREATE TABLE vicidial_screen_colors (
      colors_id VARCHAR(20) NOT NULL,
      colors_name VARCHAR(100),
      active ENUM('Y','N') DEFAULT 'N',
      ${SCREEN_COLOURS},
      user_group VARCHAR(20) DEFAULT '---ALL---',
      web_logo VARCHAR(100) DEFAULT 'default_new',
      UNIQUE INDEX (colors_id)
    ) ${options}`,
    `CREATE TABLE vicidial_languages (
      language_id VARCHAR(100) NOT NULL,
      language_code VARCHAR(20) DEFAULT '',
      language_description VARCHAR(255) DEFAULT '',
      user_group VARCHAR(20) DEFAULT '---ALL---',
      modify_date TIMESTAMP,
      active ENUM('Y','N') DEFAULT 'N',
      UNIQUE INDEX (language_id)
    ) ${LANGUAGE_OPTIONS}`,
    `CREATE TABLE vicidial_language_phrases (
      phrase_id INT(10) UNSIGNED AUTO_INCREMENT PRIMARY KEY NOT NULL,
      language_id VARCHAR(100) NOT NULL,
      english_text VARCHAR(10000) DEFAULT '',
      translated_text TEXT,
      source VARCHAR(20) DEFAULT '',
      modify_date TIMESTAMP,
      INDEX (language_id),
      INDEX (english_text(333))
    ) ${LANGUAGE_OPTIONS}`,
    `CREATE TABLE vicidial_admin_log (
      admin_log_id INT(9) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      event_date DATETIME NOT NULL,
      user VARCHAR(20) NOT NULL,
      ip_address VARCHAR(15) NOT NULL,
      event_section VARCHAR(30) NOT NULL,
      event_type ENUM('ADD','COPY','LOAD','RESET','MODIFY','DELETE','SEARCH','LOGIN','LOGOUT','CLEAR','OVERRIDE','EXPORT','OTHER') DEFAULT 'OTHER',
      record_id VARCHAR(50) NOT NULL,
      event_code VARCHAR(255) NOT NULL,
      event_sql MEDIUMTEXT,
      event_notes MEDIUMTEXT,
      user_group VARCHAR(20) DEFAULT '---ALL---',
      INDEX (user), INDEX (event_section), INDEX (record_id)
    ) ${options}`,
    `CREATE TABLE vicidial_api_log (
      api_id INT(9) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      user VARCHAR(20) NOT NULL,
      api_date DATETIME,
      api_script VARCHAR(10),
      function VARCHAR(20) NOT NULL,
      agent_user VARCHAR(20),
      value VARCHAR(255),
      result VARCHAR(10),
      result_reason VARCHAR(255),
      source VARCHAR(20),
      data TEXT,
      run_time VARCHAR(20) DEFAULT '0',
      webserver SMALLINT(5) UNSIGNED DEFAULT 0,
      api_url INT(9) UNSIGNED DEFAULT 0,
      INDEX (api_date)
    ) ${options}`,
    `CREATE TABLE vicidial_api_urls (
      api_id INT(9) UNSIGNED NOT NULL PRIMARY KEY,
      api_date DATETIME,
      remote_ip VARCHAR(50),
      url MEDIUMTEXT
    ) ${options}`,
    `CREATE TABLE vicidial_custom_reports (
      custom_report_id INT(10) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      report_name VARCHAR(100),
      date_added DATETIME,
      user VARCHAR(20),
      domain VARCHAR(70),
      path_name TEXT,
      custom_variables TEXT,
      date_modified TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
      user_modify VARCHAR(20),
      UNIQUE INDEX (report_name)
    ) ${options}`,
    `CREATE TABLE vicidial_call_times (
      call_time_id VARCHAR(10) NOT NULL PRIMARY KEY,
      call_time_name VARCHAR(30) NOT NULL,
      call_time_comments VARCHAR(255) DEFAULT '',
      ${hours("default", 900, 2100)},
      ${WEEK.map((day) => hours(day)).join(",\n      ")},
      user_group VARCHAR(20) DEFAULT '---ALL---',
      ct_holidays TEXT
    ) ${options}`,
    `INSERT INTO vicidial_call_times (call_time_id, call_time_name, ct_default_start, ct_default_stop)
      VALUES ${callTimeRows.join(", ")}`,
    `CREATE TABLE vicidial_call_time_holidays (
      holiday_id VARCHAR(30) NOT NULL PRIMARY KEY,
      holiday_name VARCHAR(100) NOT NULL,
      holiday_comments VARCHAR(255) DEFAULT '',
      holiday_date DATE,
      holiday_status ENUM('ACTIVE','INACTIVE','EXPIRED') DEFAULT 'INACTIVE',
      ${hours("default", 900, 2100)},
      user_group VARCHAR(20) DEFAULT '---ALL---',
      holiday_method VARCHAR(40) DEFAULT 'REPLACE'
    ) ${options}`,
    `CREATE TABLE vicidial_two_factor_auth (
      auth_date DATETIME NOT NULL,
      auth_exp_date DATETIME,
      user VARCHAR(20) DEFAULT '',
      auth_stage ENUM('0','1','2','3','4','5','6') DEFAULT '0',
      auth_code VARCHAR(20) DEFAULT '',
      INDEX (user)
    ) ${options}`,
    `CREATE TABLE vicidial_ip_list_entries (
      ip_list_id VARCHAR(30) NOT NULL,
      ip_address VARCHAR(45) NOT NULL,
      UNIQUE INDEX (ip_list_id, ip_address)
    ) ${options}`,
  ];
}
