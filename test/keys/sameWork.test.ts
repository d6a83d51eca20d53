import { expect } from "chai";
import type { Knex } from "knex";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { makeApiKey, toSeconds } from "../../server/keys/apiKey.ts";
import { createAuthenticator } from "../../server/keys/authenticate.ts";
import { createKeyStore } from "../../server/keys/keyStore.ts";
import { createAttemptLimiter } from "../../server/vicidial/attemptLimiter.ts";
import { createHasher } from "../../server/vicidial/bcrypt/index.ts";
import { createLists } from "../../server/vicidial/lists.ts";
import { createSignIn } from "../../server/vicidial/signIn.ts";
import { createUsers } from "../../server/vicidial/users.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createKey, createUser } from "../support/factories.ts";

const NOW = new Date();

describe("A refusal that costs the same work for known and unknown users", () => {
  let database: TestDatabase;
  let db: Knex;

  before(async () => {
    database = await createTestDatabase();
    db = connectTo(database);
    await createUser(database, "crm", {}, " SALES -");
    await createUser(database, "boss", { pass: "ssob" });
    await createUser(database, "locked", { failed_login_count: 10, pass: "x" });
  });

  after(async () => {
    await db.destroy();
    await database.drop();
  });

  /** Returns the statements that the work sends, in order. */
  async function statementsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
    const sent: string[] = [];
    const note = ({ sql }: { sql: string }) => sent.push(sql);
    db.on("query", note);
    await work().finally(() => db.removeListener("query", note));
    return sent;
  }

  for (const hashed of ["0", "1"])
    it(`reveals nothing by its timing at sign-in, with ${hashed === "1" ? "hashed" : "plain"} passwords`, async () => {
      await database
        .root("system_settings")
        .update({ pass_hash_enabled: hashed, pass_key: "0123456789abcdef", pass_cost: 2 });
      const hasher = createHasher();
      const signIn = createSignIn(db, database.name, { hasher, attempts: createAttemptLimiter() });
      const tried = async (user: string) => {
        let refusal: string | undefined;
        const statements = await statementsOf(async () => {
          ({ refusal } = await signIn({ user, password: "wrong" }, "192.0.2.1", NOW));
        });
        return { refusal, statements };
      };
      const known = await tried("boss");
      const unknown = await tried("stranger");
      await hasher.close();
      expect([known.refusal, unknown.refusal]).to.deep.equal(["wrong_password", "unknown_user"]);
      expect(unknown.statements).to.deep.equal(known.statements);
      expect(known.statements.length).to.be.greaterThan(4);
    });

  for (const [where, isHome] of [
    ["on the same server as its user", true],
    ["on another server than its user", false],
  ] as const)
    it(`reveals nothing by its timing with an API key ${where}`, async () => {
      const customer = {
        users: createUsers(db, database.name),
        lists: createLists(db, database.name),
        isHome,
      };
      const authenticate = createAuthenticator({
        keys: createKeyStore(db, EVERY_CUSTOMER),
        findCustomer: (name) => (name === "default" ? customer : undefined),
      });
      const made = () => createKey(database, { vicidialUser: "crm" });
      const [good, revoked, elsewhere] = [await made(), await made(), await made()];
      await database
        .root("dearchive_api_keys")
        .where({ id: revoked.id })
        .update({ revoked_at: toSeconds(NOW) });
      await database.root("dearchive_api_keys").where({ id: elsewhere.id }).update({ customer: "acme" });
      await database.root("dearchive_api_keys").update({ last_used_at: toSeconds(NOW) });
      const call = (secret: string, asked?: string) =>
        statementsOf(() =>
          authenticate({ secret, address: "192.0.2.1", customer: asked }, NOW).catch(() => undefined),
        );
      const accepted = await call(good.key);
      expect(accepted.length).to.be.greaterThan(2);
      const unknown = await call(makeApiKey());
      expect(unknown.map((sql) => sql.split(" where ")[0])).to.deep.equal(
        accepted.map((sql) => sql.split(" where ")[0]),
      );
      for (const secret of [revoked.key, elsewhere.key])
        expect(await call(secret), secret).to.deep.equal(accepted);
      for (const asked of ["acme", "unheard"]) {
        const { key: another } = await made();
        await database.root("dearchive_api_keys").update({ last_used_at: toSeconds(NOW) });
        expect(await call(another, asked), asked).to.deep.equal(accepted);
      }
    });
});
