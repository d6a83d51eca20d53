/**
 * Finds archived leads by vendor code, tells where each is, and restores them if `--restore` is given.
 * The key needs the scope `read`, and `restore` for `--restore`.
 *
 *     DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... node find.mjs A-1001 A-1002
 *     DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... node find.mjs --restore A-1001
 *
 * Exit codes: 0 done, 1 a request was refused or failed, 2 wrong arguments.
 */

import { createDearchiveClient, DearchiveClientError } from "vicidial-dearchive/client";

const { DEARCHIVE_URL: url, DEARCHIVE_KEY: apiKey } = process.env;
const words = process.argv.slice(2);
const codes = words.filter((word) => word !== "--restore");

function print(line) {
  process.stdout.write(`${line}\n`);
}

async function main() {
  if (!url || !apiKey || codes.length === 0) {
    process.stderr.write(
      "usage: DEARCHIVE_URL=... DEARCHIVE_KEY=... node find.mjs [--restore] VENDOR_CODE...\n",
    );
    return 2;
  }
  try {
    const client = createDearchiveClient({ url, apiKey });
    for (const { vendorLeadCode, location } of await client.locate({ vendorLeadCodes: codes }))
      print(`${vendorLeadCode} ${location}`);

    const ids = [];
    for await (const lead of client.find({ vendorLeadCode: codes })) {
      print(
        `lead ${lead.leadId} of list ${lead.listId}, status ${lead.status}, last called ${lead.lastLocalCallTime}`,
      );
      ids.push(lead.leadId);
    }
    if (!words.includes("--restore") || ids.length === 0) return 0;
    const { inserted, deleted } = await client.dearchive(ids);
    print(`${inserted} inserted, ${deleted} deleted`);
    return 0;
  } catch (error) {
    if (!(error instanceof DearchiveClientError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

process.exitCode = await main();
