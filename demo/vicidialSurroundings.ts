/** Tables around a lead: DNC lists, callbacks, phone codes, names of statuses, and what the dialer is doing. From schema 1728, reduced to the columns that we use. */

const CALLBACK_COLUMNS = `
  callback_id INT(9) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  lead_id INT(9) UNSIGNED,
  list_id BIGINT(14) UNSIGNED,
  campaign_id VARCHAR(8),
  status VARCHAR(10),
  entry_time DATETIME,
  callback_time DATETIME,
  modify_date TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  user VARCHAR(20),
  recipient ENUM('USERONLY','ANYONE'),
  comments VARCHAR(255),
  user_group VARCHAR(20),
  lead_status VARCHAR(6) DEFAULT 'CALLBK',
  customer_timezone VARCHAR(100) DEFAULT '',
  customer_time DATETIME,
  INDEX (lead_id), INDEX (status), INDEX (callback_time)`;

/**
 * Returns the statements that create these tables.
 *
 * @param options engine and character set of every table
 */
export function vicidialSurroundings(options: string): readonly string[] {
  return [
    `CREATE TABLE vicidial_dnc (phone_number VARCHAR(18) NOT NULL PRIMARY KEY) ${options}`,
    `CREATE TABLE vicidial_campaign_dnc (
      phone_number VARCHAR(18) NOT NULL,
      campaign_id VARCHAR(8) NOT NULL,
      INDEX (phone_number),
      UNIQUE INDEX phonecamp (phone_number, campaign_id)
    ) ${options}`,
    `CREATE TABLE vicidial_callbacks (${CALLBACK_COLUMNS}) ${options}`,
    "CREATE TABLE vicidial_callbacks_archive LIKE vicidial_callbacks",
    // As Vicidial's installer does: the archive has no AUTO_INCREMENT.
    "ALTER TABLE vicidial_callbacks_archive MODIFY callback_id INT(9) UNSIGNED NOT NULL",
    `CREATE TABLE vicidial_phone_codes (
      country_code SMALLINT(5) UNSIGNED,
      country CHAR(3),
      areacode CHAR(3),
      state VARCHAR(4),
      GMT_offset VARCHAR(6),
      DST ENUM('Y','N'),
      DST_range VARCHAR(8),
      geographic_description VARCHAR(100),
      INDEX (country_code, areacode), INDEX (country_code, state), INDEX (country_code)
    ) ${options}`,
    `CREATE TABLE vicidial_hopper (
      hopper_id INT(9) UNSIGNED AUTO_INCREMENT PRIMARY KEY NOT NULL,
      lead_id INT(9) UNSIGNED NOT NULL,
      campaign_id VARCHAR(8),
      status ENUM('READY','QUEUE','INCALL','DONE','HOLD','DNC','RHOLD','RQUEUE') DEFAULT 'READY',
      list_id BIGINT(14) UNSIGNED NOT NULL,
      INDEX (lead_id)
    ) ${options}`,
    `CREATE TABLE vicidial_live_agents (
      live_agent_id INT(9) UNSIGNED AUTO_INCREMENT PRIMARY KEY NOT NULL,
      user VARCHAR(20),
      server_ip VARCHAR(15) NOT NULL,
      status ENUM('READY','QUEUE','INCALL','PAUSED','CLOSER','MQUEUE') DEFAULT 'PAUSED',
      lead_id INT(9) UNSIGNED NOT NULL,
      campaign_id VARCHAR(8),
      preview_lead_id INT(9) UNSIGNED DEFAULT 0
    ) ${options}`,
    `CREATE TABLE vicidial_auto_calls (
      auto_call_id INT(9) UNSIGNED AUTO_INCREMENT PRIMARY KEY NOT NULL,
      server_ip VARCHAR(15) NOT NULL,
      campaign_id VARCHAR(20),
      status ENUM('SENT','RINGING','LIVE','XFER','PAUSED','CLOSER','BUSY','DISCONNECT','IVR') DEFAULT 'PAUSED',
      lead_id INT(9) UNSIGNED NOT NULL,
      phone_number VARCHAR(18),
      call_time DATETIME,
      INDEX (call_time)
    ) ${options}`,
    `CREATE TABLE vicidial_closer_log (
      closecallid INT(9) UNSIGNED AUTO_INCREMENT PRIMARY KEY NOT NULL,
      lead_id INT(9) UNSIGNED NOT NULL,
      list_id BIGINT(14) UNSIGNED,
      campaign_id VARCHAR(20),
      call_date DATETIME,
      status VARCHAR(6),
      phone_number VARCHAR(18),
      INDEX (lead_id), INDEX (call_date)
    ) ${options}`,
    `CREATE TABLE vicidial_statuses (status VARCHAR(6) NOT NULL PRIMARY KEY, status_name VARCHAR(30)) ${options}`,
    `CREATE TABLE vicidial_campaign_statuses (
      status VARCHAR(6) NOT NULL,
      status_name VARCHAR(30),
      campaign_id VARCHAR(20),
      INDEX (campaign_id)
    ) ${options}`,
    `CREATE TABLE vicidial_campaigns (
      campaign_id VARCHAR(8) NOT NULL PRIMARY KEY,
      campaign_name VARCHAR(40),
      active ENUM('Y','N'),
      dial_statuses VARCHAR(255) DEFAULT ' NEW -'
    ) ${options}`,
  ];
}
