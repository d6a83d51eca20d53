import { DEFAULT_SCOPES, type KeyScope } from "./keySettings.ts";

interface Example {
  /** Options of `curl`, below the address with the key. */
  readonly path: string;
  readonly options: readonly string[];
}

const JSON_TYPE = "-H 'Content-Type: application/json'";
const DRY_RUN = "-H 'Prefer: handling=dry-run'";

/** A request that changes nothing for each scope. Numbers that nobody has stand for a caller without a lead. */
const EXAMPLES: Readonly<Record<KeyScope, Example>> = {
  restore: {
    path: "dearchive",
    options: [JSON_TYPE, DRY_RUN, `-d '{"insert_leads": true, "delete_leads": true, "lead_ids": [1001]}'`],
  },
  archive: {
    path: "archive",
    options: [
      JSON_TYPE,
      DRY_RUN,
      `-d '{"insert_leads": true, "update_leads": false, "delete_leads": true, "lead_ids": [1001]}'`,
    ],
  },
  read: { path: "locate", options: [JSON_TYPE, `-d '{"lead_ids": [1001]}'`] },
  restore_by_phone: { path: "restore-by-phone", options: ["-G", "-d phone_number="] },
};
const ORDER: readonly KeyScope[] = ["restore", "archive", "read", "restore_by_phone"];

/** Returns the scope that the example request of a key tries. */
export function triedScope(scopes: readonly KeyScope[]): KeyScope {
  return ORDER.find((scope) => scopes.includes(scope)) ?? "restore";
}

/**
 * Returns the URL that Vicidial calls for each caller, as its forms take it: `VAR` makes Vicidial fill in the number.
 *
 * @param base address of /vicidial
 */
export function callerUrl(base: string, key: string): string {
  return `VAR${base}/leads/restore-by-phone?key=${key}&phone_number=--A--phone_number--B--`;
}

/**
 * Returns a `curl` command that tries a key and changes nothing. Keys contain no shell metacharacters.
 *
 * @param base address of /vicidial, such as https://vicidial.example.com/vicidial
 * @param scopes of the key
 */
export function exampleRequest(
  base: string,
  key: string,
  scopes: readonly KeyScope[] = DEFAULT_SCOPES,
): string {
  const { path, options } = EXAMPLES[triedScope(scopes)];
  return [
    `curl ${base}/leads/${path}`,
    `  -H 'Authorization: Key=${key}'`,
    ...options.map((each) => `  ${each}`),
  ].join(" \\\n");
}
