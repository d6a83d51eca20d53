import { expect } from "chai";
import { bcryptHash } from "../../server/vicidial/bcrypt/bcrypt.ts";
import { basicAuth, useAdminSetup } from "../support/adminSetup.ts";

const SALT = "0123456789abcdef";

/** The value of vicidial_users.pass, the typed password, and whether Vicidial accepts it. */
type Case = readonly [stored: string, typed: string, isIn: boolean];

const ALWAYS: readonly Case[] = [
  ...[
    ...["Abc123", "Abc123!", "Abc.123", "Abc@123", "Abc%123", "Abc+123", "Abc:123", "Abc<123>", "Abc=123"],
    ...["Abc 123", "Abc|123", "A'b`c\"1\\2;3", "Abc\u0000123", "Abc1\n23", "😀Abc123"],
  ].map((typed): Case => ["Abc123", typed, true]),
  ["Secr3t9", "Secr3t!.9", true],
  ["Abc-_123", "Abc-_1.2.3", true],
  ["Abc!123", "Abc!123", false],
  ["Abc!123", "Abc123", false],
  ["Abc123", "Abc12", false],
  ["Abc123", "Abc-123", false],
  ["Abc123", "!!!", false],
];
const LATIN: readonly Case[] = [
  ["Mller1", "Müller1", true],
  ["Mller1", "Mller1", true],
  ["Müller1", "Müller1", false],
];
const EVERY_SCRIPT: readonly Case[] = [
  ["Müller1", "Müller1!", true],
  ["пароль1", "пароль.1", true],
  ["Mller1", "Müller1", false],
];

describe("User names and passwords at sign-in", () => {
  const setup = useAdminSetup({ database: {} });

  before(async () => {
    const { root } = setup().database;
    await root.raw("ALTER TABLE vicidial_users CONVERT TO CHARACTER SET utf8mb4");
    await root("vicidial_users").where({ user: "boss" }).update({ user: "T_plain" });
  });

  async function verdict(user: string, [stored, typed]: Case): Promise<boolean> {
    const hash = bcryptHash(stored, 2, Buffer.from(SALT));
    await setup()
      .database.root("vicidial_users")
      .where({ user: "T_plain" })
      .update({ pass: stored, pass_hash: hash, failed_login_count: 0 });
    const { status } = await setup().get(user, "", basicAuth(user, typed));
    expect(status).to.be.oneOf([200, 401]);
    return status === 200;
  }

  for (const [hashed, kept] of [
    ["0", "in plain text"],
    ["1", "hashed"],
  ] as const)
    for (const [nonLatin, cases] of [
      ["0", [...ALWAYS, ...LATIN]],
      ["1", [...ALWAYS, ...EVERY_SCRIPT]],
    ] as const)
      it(`are stripped as in Vicidial before they are compared (passwords stored ${kept}, use_non_latin ${nonLatin})`, async () => {
        await setup().database.root("system_settings").update({
          use_non_latin: nonLatin,
          pass_hash_enabled: hashed,
          pass_key: SALT,
          pass_cost: 2,
        });
        for (const each of cases) {
          const [stored, typed, isIn] = each;
          expect(await verdict("T_plain", each), `stored ${stored}, typed ${typed}`).to.equal(isIn);
        }
        expect(await verdict("T_plain@", ["Abc123", "Abc123", true]), "T_plain@").to.equal(true);
        expect(await verdict("T'_pl ain;", ["Abc123", "Abc123", true]), "T'_pl ain;").to.equal(true);
        expect(await verdict("@@", ["Abc123", "Abc123", false]), "a user of nothing").to.equal(false);
      });

  it("are refused when they contain invalid UTF-8, as in PHP", async () => {
    const { url } = setup();
    await setup().database.root("system_settings").update({ use_non_latin: "1", pass_hash_enabled: "0" });
    await verdict("T_plain", ["Abc123", "Abc123", true]);
    const credentials = Buffer.concat([Buffer.from("T_plain:Abc"), Buffer.from([0xff]), Buffer.from("123")]);
    const Authorization = `Basic ${credentials.toString("base64")}`;
    expect((await fetch(url, { headers: { Authorization } })).status).to.equal(401);
  });
});
