/** Default port of the demo. */
export const DEFAULT_PORT = 8470;
/** Archived leads of a new demo, which gets the same number of live leads. */
export const DEFAULT_LEADS = 20_000;
