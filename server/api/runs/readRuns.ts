import { requireScope } from "../../keys/authenticate.ts";
import { RUN_STATES } from "../../runs/run.ts";
import { countRuns } from "../../runs/store/countedRuns.ts";
import { sendResult } from "../respond.ts";
import { answerRun } from "./newRun.ts";
import { runJson } from "./runAnswer.ts";
import { findRun, type RunCall } from "./runCaller.ts";
import { createFieldReader, readOneOf, refuseInvalid } from "./runFields.ts";
import { readWholeNumber } from "./runQuery.ts";

/** Runs per answer: default and maximum. */
const PAGE = { usual: 50, most: 200 } as const;

/** A key that creates runs can read them too. */
export function requireReader({ key }: Pick<RunCall, "key">): void {
  requireScope(key, "read", "restore", "archive");
}

/** `GET /vicidial/leads/runs/:id` */
export async function readRun(call: RunCall): Promise<void> {
  requireReader(call);
  const run = await findRun(call);
  await answerRun(call, run.id, 200);
}

/** `GET /vicidial/leads/runs`: the runs that the caller may see, newest first. */
export async function listRuns(call: RunCall): Promise<void> {
  requireReader(call);
  const { ctx, customer, key, scope } = call;
  const fields = createFieldReader(Object.fromEntries(new URLSearchParams(ctx.querystring)));
  const state = fields.take("state", readOneOf(RUN_STATES));
  const limit = fields.take("limit", readWholeNumber(1, PAGE.most)) ?? PAGE.usual;
  const after = fields.take("after", readWholeNumber(1, Number.MAX_SAFE_INTEGER));
  refuseInvalid(fields.errors());
  const filter = {
    ...(state && { state }),
    ...(scope.kind !== "every" && { user: key.vicidialUser }),
  };
  const { runs, before } = await customer.stores.runSearch.page(filter, after, limit);
  const counted = await countRuns(customer.stores, runs);
  const privacy = await customer.privacyOf(key.vicidialUser);
  const body = {
    runs: counted.map((each) => runJson(call, each, privacy)),
    next: before === null ? null : String(before),
  };
  sendResult(ctx, { status: 200, body });
}
