/**
 * Returns a `curl` command that tries a key and changes nothing. Keys contain no shell metacharacters.
 *
 * @param base address of /vicidial, such as https://vicidial.example.com/vicidial
 */
export function exampleRequest(base: string, key: string): string {
  return [
    `curl ${base}/leads/dearchive`,
    `  -H 'Authorization: Key=${key}'`,
    "  -H 'Content-Type: application/json'",
    "  -H 'Prefer: handling=dry-run'",
    `  -d '{"insert_leads": true, "delete_leads": true, "lead_ids": [1001]}'`,
  ].join(" \\\n");
}
