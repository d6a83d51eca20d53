/**
 * Classifies server errors by their meaning for a move. Only numbers are used: the driver knows MySQL's names, and misnames
 * MariaDB's 4025 (a violated CHECK). Source: the servers' own message lists (MariaDB 10.5 to 11.8, MySQL 8 and 9). The table in
 * docs/database-errors.md and this one are tested against the server's list.
 */

/** Server error names by number. */
type Names = Readonly<Record<number, string>>;

export const ERROR_CLASSES = {
  /** The connection or the server is gone or unusable. The statement may or may not have been executed. */
  server_gone: {
    1042: "ER_BAD_HOST_ERROR",
    1043: "ER_HANDSHAKE_ERROR",
    1047: "ER_UNKNOWN_COM_ERROR",
    1053: "ER_SERVER_SHUTDOWN",
    1077: "ER_NORMAL_SHUTDOWN",
    1079: "ER_SHUTDOWN_COMPLETE",
    1080: "ER_FORCING_CLOSE",
    1129: "ER_HOST_IS_BLOCKED",
    1152: "ER_ABORTING_CONNECTION",
    1154: "ER_NET_READ_ERROR_FROM_PIPE",
    1155: "ER_NET_FCNTL_ERROR",
    1156: "ER_NET_PACKETS_OUT_OF_ORDER",
    1157: "ER_NET_UNCOMPRESS_ERROR",
    1158: "ER_NET_READ_ERROR",
    1159: "ER_NET_READ_INTERRUPTED",
    1160: "ER_NET_ERROR_ON_WRITE",
    1161: "ER_NET_WRITE_INTERRUPTED",
    1180: "ER_ERROR_DURING_COMMIT",
    1184: "ER_NEW_ABORTING_CONNECTION",
    1317: "ER_QUERY_INTERRUPTED",
    1927: "ER_CONNECTION_KILLED",
    2002: "CR_CONNECTION_ERROR",
    2003: "CR_CONN_HOST_ERROR",
    2006: "CR_SERVER_GONE_ERROR",
    2013: "CR_SERVER_LOST",
    2055: "CR_SERVER_LOST_EXTENDED",
    3032: "ER_SERVER_OFFLINE_MODE",
    3168: "ER_SERVER_ISNT_AVAILABLE",
    3169: "ER_SESSION_WAS_KILLED",
    4031: "ER_CLIENT_INTERACTION_TIMEOUT",
  },
  /** The server lacked a connection, memory or a thread. Nothing was executed, and a retry may succeed. */
  server_busy: {
    1037: "ER_OUTOFMEMORY",
    1038: "ER_OUT_OF_SORTMEMORY",
    1040: "ER_CON_COUNT_ERROR",
    1041: "ER_OUT_OF_RESOURCES",
    1135: "ER_CANT_CREATE_THREAD",
    1203: "ER_TOO_MANY_USER_CONNECTIONS",
    1206: "ER_LOCK_TABLE_FULL",
    1226: "ER_USER_LIMIT_REACHED",
    1637: "ER_TOO_MANY_CONCURRENT_TRXS",
    3015: "ER_ENGINE_OUT_OF_MEMORY",
    3985: "ER_MDL_OUT_OF_RESOURCES",
  },
  /** Another session holds a lock or changed what was read. Nothing was executed, and a retry may succeed. */
  lock_not_had: {
    1020: "ER_CHECKREAD",
    1205: "ER_LOCK_WAIT_TIMEOUT",
    1213: "ER_LOCK_DEADLOCK",
    1297: "ER_GET_TEMPORARY_ERRMSG",
    1412: "ER_TABLE_DEF_CHANGED",
    1613: "ER_XA_RBTIMEOUT",
    1614: "ER_XA_RBDEADLOCK",
    1615: "ER_NEED_REPREPARE",
    1689: "ER_LOCK_ABORTED",
    3058: "ER_USER_LOCK_DEADLOCK",
    3101: "ER_TRANSACTION_ROLLBACK_DURING_COMMIT",
    3572: "ER_LOCK_NOWAIT",
  },
  /** A unique key already has the value. Permanent, unless another session has just inserted the same lead. */
  duplicate: {
    1022: "ER_DUP_KEY",
    1062: "ER_DUP_ENTRY",
    1169: "ER_DUP_UNIQUE",
    1586: "ER_DUP_ENTRY_WITH_KEY_NAME",
    1859: "ER_DUP_UNKNOWN_IN_INDEX",
  },
  /** The table, a constraint or a trigger refuses a row. Permanent until the row or the table changes. */
  row_refused: {
    1048: "ER_BAD_NULL_ERROR",
    1118: "ER_TOO_BIG_ROWSIZE",
    1138: "ER_INVALID_USE_OF_NULL",
    1172: "ER_TOO_MANY_ROWS",
    1216: "ER_NO_REFERENCED_ROW",
    1217: "ER_ROW_IS_REFERENCED",
    1242: "ER_SUBQUERY_NO_1_ROW",
    1263: "ER_WARN_NULL_TO_NOTNULL",
    1264: "ER_WARN_DATA_OUT_OF_RANGE",
    1265: "WARN_DATA_TRUNCATED",
    1292: "ER_TRUNCATED_WRONG_VALUE",
    1300: "ER_INVALID_CHARACTER_STRING",
    1301: "ER_WARN_ALLOWED_PACKET_OVERFLOWED",
    1329: "ER_SP_FETCH_NO_DATA",
    1336: "ER_STMT_NOT_ALLOWED_IN_SF_OR_TRG",
    1362: "ER_TRG_CANT_CHANGE_ROW",
    1364: "ER_NO_DEFAULT_FOR_FIELD",
    1365: "ER_DIVISION_BY_ZERO",
    1366: "ER_TRUNCATED_WRONG_VALUE_FOR_FIELD",
    1367: "ER_ILLEGAL_VALUE_FOR_TYPE",
    1406: "ER_DATA_TOO_LONG",
    1411: "ER_WRONG_VALUE_FOR_TYPE",
    1416: "ER_CANT_CREATE_GEOMETRY_OBJECT",
    1422: "ER_COMMIT_NOT_ALLOWED_IN_SF_OR_TRG",
    1424: "ER_SP_NO_RECURSION",
    1441: "ER_DATETIME_FUNCTION_OVERFLOW",
    1442: "ER_CANT_UPDATE_USED_TABLE_IN_SF_OR_TRG",
    1445: "ER_SP_CANT_SET_AUTOCOMMIT",
    1451: "ER_ROW_IS_REFERENCED_2",
    1452: "ER_NO_REFERENCED_ROW_2",
    1456: "ER_SP_RECURSION_LIMIT",
    1467: "ER_AUTOINC_READ_FAILED",
    1526: "ER_NO_PARTITION_FOR_GIVEN_VALUE",
    1591: "ER_NO_PARTITION_FOR_GIVEN_VALUE_SILENT",
    1643: "ER_SIGNAL_NOT_FOUND",
    1644: "ER_SIGNAL_EXCEPTION",
    1690: "ER_DATA_OUT_OF_RANGE",
    1713: "ER_UNDO_RECORD_TOO_BIG",
    1737: "ER_ROW_DOES_NOT_MATCH_PARTITION",
    1748: "ER_ROW_DOES_NOT_MATCH_GIVEN_PARTITION_SET",
    1761: "ER_FOREIGN_DUPLICATE_KEY_WITH_CHILD_INFO",
    1762: "ER_FOREIGN_DUPLICATE_KEY_WITHOUT_CHILD_INFO",
    1834: "ER_FK_CANNOT_DELETE_PARENT",
    1916: "ER_DATA_OVERFLOW",
    1917: "ER_DATA_TRUNCATED",
    1918: "ER_BAD_DATA",
    1921: "ER_DYN_COL_DATA",
    1977: "ER_CANNOT_CONVERT_CHARACTER",
    3008: "ER_FK_DEPTH_EXCEEDED",
    3020: "ER_INVALID_ARGUMENT_FOR_LOGARITHM",
    3037: "ER_GIS_INVALID_DATA",
    3140: "ER_INVALID_JSON_TEXT",
    3141: "ER_INVALID_JSON_TEXT_IN_PARAM",
    3155: "ER_NUMERIC_JSON_VALUE_OUT_OF_RANGE",
    3156: "ER_INVALID_JSON_VALUE_FOR_CAST",
    3819: "ER_CHECK_CONSTRAINT_VIOLATED",
    3854: "ER_CANNOT_CONVERT_STRING",
    4025: "ER_CONSTRAINT_FAILED",
  },
  /** The table accepts no inserts or deletes: its engine cannot, or it is read-only. */
  table_cannot: {
    1031: "ER_ILLEGAL_HA",
    1036: "ER_OPEN_AS_READONLY",
    1178: "ER_CHECK_NOT_IMPLEMENTED",
    1288: "ER_NON_UPDATABLE_TABLE",
    1443: "ER_VIEW_PREVENT_UPDATE",
    1471: "ER_NON_INSERTABLE_TABLE",
    1286: "ER_UNKNOWN_STORAGE_ENGINE",
    3003: "ER_STORAGE_ENGINE_NOT_LOADED",
    4047: "ER_UNSUPPORTED_COMPRESSED_TABLE",
    4182: "ER_STORAGE_ENGINE_DISABLED",
  },
  /** The server or a whole database is read-only. */
  read_only: {
    1290: "ER_OPTION_PREVENTS_STATEMENT",
    1792: "ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION",
    1836: "ER_READ_ONLY_MODE",
    1874: "ER_INNODB_READ_ONLY",
    3989: "ER_SCHEMA_READ_ONLY",
  },
  /** A table's data or index file is damaged. */
  damaged: {
    126: "HA_ERR_CRASHED",
    127: "HA_ERR_WRONG_IN_RECORD",
    134: "HA_ERR_RECORD_DELETED",
    144: "HA_ERR_CRASHED_ON_REPAIR",
    145: "HA_ERR_CRASHED_ON_USAGE",
    1034: "ER_NOT_KEYFILE",
    1035: "ER_OLD_KEYFILE",
    1194: "ER_CRASHED_ON_USAGE",
    1195: "ER_CRASHED_ON_REPAIR",
    1459: "ER_TABLE_NEEDS_UPGRADE",
    1712: "ER_INDEX_CORRUPT",
    1728: "ER_CANNOT_LOAD_FROM_TABLE_V2",
    1812: "ER_TABLESPACE_MISSING",
    1814: "ER_TABLESPACE_DISCARDED",
    1817: "ER_INNODB_INDEX_CORRUPT",
    1863: "ER_ROW_IN_WRONG_PARTITION",
    1877: "ER_TABLE_CORRUPT",
    1932: "ER_NO_SUCH_TABLE_IN_ENGINE",
    3000: "ER_FILE_CORRUPT",
  },
  /** The disk, the table or a log is full. */
  no_space: {
    1021: "ER_DISK_FULL",
    1026: "ER_ERROR_ON_WRITE",
    1114: "ER_RECORD_FILE_FULL",
    1197: "ER_TRANS_CACHE_FULL",
    1534: "ER_BINLOG_ROW_LOGGING_FAILED",
    1705: "ER_STMT_CACHE_FULL",
    3019: "ER_INNODB_UNDO_LOG_FULL",
    3675: "ER_DISK_FULL_NOWAIT",
    4139: "ER_INDEX_FILE_FULL",
  },
  /** The server's time limit ended a statement. */
  out_of_time: {
    1028: "ER_FILSORT_ABORT",
    1931: "ER_QUERY_RESULT_INCOMPLETE",
    1969: "ER_STATEMENT_TIMEOUT",
    3024: "ER_QUERY_TIMEOUT",
  },
  /** A server setting forbids the statement. */
  forbidden_by_setting: {
    1104: "ER_TOO_BIG_SELECT",
    1153: "ER_NET_PACKET_TOO_LARGE",
    1175: "ER_UPDATE_WITHOUT_KEY_IN_SAFE_MODE",
    1436: "ER_STACK_OVERRUN_NEED_MORE",
    1598: "ER_BINLOG_LOGGING_IMPOSSIBLE",
    1661: "ER_BINLOG_ROW_ENGINE_AND_STMT_ENGINE",
    1662: "ER_BINLOG_ROW_MODE_AND_STMT_ENGINE",
    1663: "ER_BINLOG_UNSAFE_AND_STMT_ENGINE",
    1664: "ER_BINLOG_ROW_INJECTION_AND_STMT_ENGINE",
    1665: "ER_BINLOG_STMT_MODE_AND_ROW_ENGINE",
    1666: "ER_BINLOG_ROW_INJECTION_AND_STMT_MODE",
    1667: "ER_BINLOG_MULTIPLE_ENGINES_AND_SELF_LOGGING_ENGINE",
    1785: "ER_GTID_UNSAFE_NON_TRANSACTIONAL_TABLE",
    1844: "ER_BINLOG_STMT_MODE_AND_NO_REPL_TABLES",
  },
  /** The storage engine failed for another reason. */
  engine_failed: { 1030: "ER_GET_ERRNO", 1105: "ER_UNKNOWN_ERROR", 1296: "ER_GET_ERRMSG" },
  /** The account, or the definer of a trigger, lacks a right. */
  right_missing: {
    1142: "ER_TABLEACCESS_DENIED_ERROR",
    1143: "ER_COLUMNACCESS_DENIED_ERROR",
    1227: "ER_SPECIFIC_ACCESS_DENIED_ERROR",
    1370: "ER_PROCACCESS_DENIED_ERROR",
    1449: "ER_NO_SUCH_USER",
  },
  /** A table or column of the statement does not exist. */
  schema_mismatch: { 1054: "ER_BAD_FIELD_ERROR", 1146: "ER_NO_SUCH_TABLE" },
} as const satisfies Readonly<Record<string, Names>>;

export type ErrorClass = keyof typeof ERROR_CLASSES;

const CLASS_NAMES = Object.keys(ERROR_CLASSES) as readonly ErrorClass[];
const CLASS_OF: ReadonlyMap<number, ErrorClass> = new Map(
  CLASS_NAMES.flatMap((name) =>
    Object.keys(ERROR_CLASSES[name]).map((errno): [number, ErrorClass] => [Number(errno), name]),
  ),
);

/** Returns the class of a server error number; undefined if the number says nothing about moves. */
export function classOf(errno: number): ErrorClass | undefined {
  return CLASS_OF.get(errno);
}
