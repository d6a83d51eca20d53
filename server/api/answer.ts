import type { ParameterizedContext } from "koa";
import type { Answer } from "./contract.ts";
import { stringifyBody } from "./json/rawJson.ts";

/** Writes an answer of the contract. */
export function send(ctx: ParameterizedContext, answer: Answer, type = "application/json"): void {
  ctx.status = answer.status;
  ctx.type = type;
  ctx.body = stringifyBody(answer.body);
}
