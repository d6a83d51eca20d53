/**
 * SQL that converts a bound UTC text to the server's local time, in which Vicidial writes; our sessions are in UTC. A server
 * without time zone tables keeps UTC. Bind the same text twice.
 */
export const LOCAL_TIME = "COALESCE(CONVERT_TZ(?, '+00:00', @@global.time_zone), ?)";
