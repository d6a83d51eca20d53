/**
 * Vicidial writes its own servers' local time, while our sessions are in UTC. This SQL turns a bound UTC text into that
 * local time; a server that knows no time zones keeps UTC. Bind the same text twice.
 */
export const LOCAL_TIME = "COALESCE(CONVERT_TZ(?, '+00:00', @@global.time_zone), ?)";
