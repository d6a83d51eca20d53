import { run } from "../../server/cli/bulk/index.ts";
import { DEFAULT_CUSTOMER } from "../../server/config/astguiclientConf.ts";

/** Runs `vicidial-dearchive run` in its own process and reports how long it took, without Node's start. */
const [, , ids = ""] = process.argv;
const start = performance.now();
await run({ ids, customer: DEFAULT_CUSTOMER, json: true });
process.send?.({ ms: performance.now() - start });
process.disconnect();
