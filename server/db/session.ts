/**
 * Returns the settings of every session, whatever the server's global settings are. With them:
 * - nothing is truncated, id 0 is kept and zero dates are allowed
 * - time stamps are not converted
 * - lock waits are limited, a COMMIT has no side effect and results are complete
 * - no safety switch meant for people refuses or ends a statement
 * - all constraints are checked, and warnings are kept
 * - messages are in English, from which names are read
 *
 * Each server skips the other's conditional comment: `M!` is for MariaDB, `!80000` for MySQL.
 */
export function sessionSettings(lockWaitSeconds: number): string {
  return `SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00', autocommit = 1,
    completion_type = 0, sql_select_limit = 18446744073709551615,
    innodb_lock_wait_timeout = ${lockWaitSeconds}, lock_wait_timeout = ${lockWaitSeconds},
    sql_safe_updates = 0, max_join_size = 18446744073709551615, sql_big_selects = 1,
    foreign_key_checks = 1, unique_checks = 1, low_priority_updates = 0, sql_auto_is_null = 0,
    max_error_count = 64, group_concat_max_len = 1048576, sql_quote_show_create = 1, lc_messages = 'en_US'
    /*M!100504 , sql_if_exists = 0, check_constraint_checks = 1, max_statement_time = 0, old_mode = '' */
    /*!80000 , max_execution_time = 0 */`;
}

/**
 * Returns the transaction settings of a session. READ COMMITTED locks rows without gaps, so the dialer can insert next to a batch.
 * A server that logs statements refuses InnoDB changes at that level and keeps its own.
 */
export function transactionSettings(logsStatements: boolean, readOnly: boolean): string {
  const level = logsStatements ? "" : "ISOLATION LEVEL READ COMMITTED, ";
  return `SET SESSION TRANSACTION ${level}${readOnly ? "READ ONLY" : "READ WRITE"}`;
}
