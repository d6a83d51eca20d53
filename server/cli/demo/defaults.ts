/** The demo listens here unless told otherwise. */
export const DEFAULT_PORT = 8470;
/** Archived leads of a new demo; it gets as many live ones. */
export const DEFAULT_LEADS = 20_000;
