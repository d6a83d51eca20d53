import { EVERY_CUSTOMER } from "../../db/customerScope.ts";
import type { ApiKey } from "../../keys/apiKey.ts";
import { OVERLAPS, type Overlap } from "../../keys/keySettings.ts";
import { successorsOf } from "../../keys/keyState.ts";
import { createKeyStore, type KeyStore } from "../../keys/keyStore.ts";
import { ask, terminal } from "../confirm.ts";
import { withHome } from "../customerAccess.ts";
import { logChange } from "../logChange.ts";
import { printJson, say, shownInstant } from "../output.ts";
import { UsageError } from "../usageError.ts";
import { findOrigin } from "../vicidialOrigin.ts";
import { findKey, readEnd, readSettings, refuseChange, type SettingOptions } from "./keyOptions.ts";
import { showKey } from "./makeKey.ts";

export interface EditOptions extends SettingOptions {
  readonly allowAll?: boolean;
  readonly force?: boolean;
}

/** Keeps the end of a rolled key: without it, the key would stay valid beside its successor unnoticed. */
async function refuseEndless(store: KeyStore, { id, expiresAt }: ApiKey): Promise<void> {
  const successor = successorsOf(await store.list()).get(id);
  if (successor === undefined) return;
  const end = expiresAt ? ` and expires at ${shownInstant(expiresAt)}` : "";
  throw new UsageError(
    `key ${id} was replaced by key ${successor}${end}. Add --force to keep both keys valid without an end`,
  );
}

/** Runs `keys edit`; options that are left out keep their value. */
export async function edit(idText: string, options: EditOptions): Promise<void> {
  if (options.allowAll && options.allow.length > 0)
    throw new UsageError("use either --allow or --allow-all, not both");
  const changes = {
    ...readSettings(options, new Date()),
    ...(options.allowAll && { allowedAddresses: [] }),
  };
  if (Object.keys(changes).length === 0) throw new UsageError("give at least one setting to change");
  const changed = await withHome(async (db) => {
    const key = await findKey(db, idText);
    const store = createKeyStore(db, EVERY_CUSTOMER);
    if (changes.expiresAt === null && !options.force) await refuseEndless(store, key);
    const outcome = await store.edit(key, { ...key, ...changes });
    return outcome === "changed" ? findKey(db, idText) : refuseChange(key.id, outcome);
  });
  await logChange(changed.customer, {
    section: "APIKEYS",
    type: "MODIFY",
    recordId: changed.id,
    code: `API key ${changed.id} changed`,
  });
  if (options.json) return printJson(changed);
  say(`Key ${changed.id} was changed. The next API request uses the new settings.`);
}

export interface RollOptions {
  readonly overlap: Overlap;
  readonly expires?: string;
  readonly json?: boolean;
}

/** Runs `keys roll`. */
export async function roll(idText: string, options: RollOptions): Promise<void> {
  const now = new Date();
  const end = options.expires === undefined ? undefined : readEnd(options.expires, now);
  const { old, made, oldExpiresAt, origin } = await withHome(async (db, config) => {
    const old = await findKey(db, idText);
    const origin = await findOrigin(db, config);
    const wanted = {
      overlapMs: OVERLAPS[options.overlap],
      expiresAt: end === undefined ? old.expiresAt : end,
    };
    const result = await createKeyStore(db, EVERY_CUSTOMER).roll(old, wanted, now);
    if (result.outcome === "rolled_already")
      throw new Error(
        `key ${old.id} was already replaced. Roll its successor, key ${result.successor}, instead`,
      );
    if (result.outcome === "rolled")
      await logChange(old.customer, {
        section: "APIKEYS",
        type: "COPY",
        recordId: old.id,
        code: `API key ${old.id} rolled`,
      });
    return result.outcome === "rolled" ? { old, origin, ...result } : refuseChange(old.id, result.outcome);
  });
  if (options.json) return printJson({ ...made, rolledFrom: old.id, oldExpiresAt });
  showKey(made.id, made.key, old.scopes, origin);
  const isOver = oldExpiresAt <= now;
  say(
    isOver
      ? `Key ${old.id} is no longer valid.`
      : `Key ${old.id} stays valid until ${shownInstant(oldExpiresAt)}.`,
  );
}

/**
 * Asks before a key is revoked.
 *
 * @throws UsageError if there is no terminal
 * @throws Error if the answer is not yes
 */
async function confirmRevoke({ id, label, prefix, vicidialUser, lastUsedAt }: ApiKey): Promise<void> {
  const asking = terminal();
  const name = `key ${id} "${label}"`;
  if (!asking.isTerminal)
    throw new UsageError(`this ends ${name} permanently. Nothing was changed; add --yes to confirm`);
  const use = lastUsedAt ? `last used ${shownInstant(lastUsedAt)}` : "never used";
  const facts = `${prefix}…, user ${vicidialUser}, ${use}`;
  const answer = await ask(`Revoke ${name} (${facts}) permanently? Type "yes" to continue: `, asking);
  if (answer.toLowerCase() !== "yes") throw new Error("nothing was changed");
}

/** Runs `keys revoke`. */
export async function revoke(idText: string, options: { yes?: boolean; json?: boolean }): Promise<void> {
  const key = await withHome((db) => findKey(db, idText));
  if (!options.yes && key.revokedAt === null) await confirmRevoke(key);
  await withHome((db) => createKeyStore(db, EVERY_CUSTOMER).revoke(key.id, new Date()));
  await logChange(key.customer, {
    section: "APIKEYS",
    type: "DELETE",
    recordId: key.id,
    code: `API key ${key.id} revoked`,
  });
  if (options.json) return printJson({ id: key.id, state: "revoked" });
  say(`Key ${key.id} "${key.label}" was revoked. API requests with it are refused from now on.`);
}
