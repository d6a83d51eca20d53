import { basicAuth, HOME, passwordOf } from "../../support/adminSetup.ts";
import { useBarrierCheck } from "../../support/barriers.ts";
import { startServer } from "../../support/client.ts";
import { createUser } from "../../support/factories.ts";
import { saveRule } from "../../support/hours.ts";

describe("Errors, sign-ins and a new installation are free of barriers that axe finds:", () => {
  const check = useBarrierCheck();

  it("errors, expired forms, and refused sign-ins", async () => {
    const { expectNoBarriers, open, page, press } = check();
    await expectNoBarriers([
      { path: "/nothing/here", sees: "Page not found" },
      {
        path: "",
        sees: "The form has expired",
        async act() {
          await page
            .locator('[name="_csrf"]')
            .last()
            .evaluate((field) => field.setAttribute("value", "old"));
          await press("Change time zone");
        },
      },
    ]);
    await expectNoBarriers(
      [
        { path: "", sees: "The API is" },
        { path: "/keys", sees: "Not allowed" },
      ],
      await open("nobody"),
    );
    const credentials = { username: "boss", password: passwordOf("stranger") };
    await expectNoBarriers(
      [
        { path: "", sees: "Sign in" },
        { path: "/docs", sees: "Contents" },
      ],
      await open("boss", { httpCredentials: credentials }),
    );
  });

  it("sign-ins that Vicidial refuses after the right password, and too many wrong ones", async () => {
    const { expectNoBarriers, open, setup } = check();
    const { database, get } = setup;
    await createUser(database, "agent", { user_level: 7, pass: passwordOf("agent") });
    await expectNoBarriers([{ path: "", sees: "User level too low" }], await open("agent"));
    const settings = (columns: object) => database.root("system_settings").update(columns);
    await settings({ two_factor_auth_hours: 24, two_factor_container: "CODES" });
    await expectNoBarriers([{ path: "", sees: "Two-factor authentication required" }], await open("keeper"));
    await settings({ two_factor_auth_hours: 0 });
    const wrong = basicAuth("guesser", "wrong");
    await Promise.all(Array.from({ length: 40 }, () => get("guesser", "", wrong)));
    await expectNoBarriers([{ path: "", sees: "Too many failed sign-ins" }], await open("guesser"));
  });

  it("a new installation, which has nothing to show", async () => {
    const { expectNoBarriers } = check();
    await expectNoBarriers([
      { path: "", sees: "First steps" },
      { path: "/runs", sees: "No runs yet" },
      { path: "/plans", sees: "No plans yet" },
      { path: "/history", sees: "No batches yet" },
      { path: "/keys", sees: "Create key" },
      { path: "/hours", sees: "No" },
      { path: "/webhooks", sees: "No webhooks yet" },
    ]);
  });

  it("an overview with problems, while the API is closed", async () => {
    const { expectNoBarriers, open, setup } = check();
    const { database } = setup;
    await database.root.raw("ALTER TABLE vicidial_list_archive DROP COLUMN owner, DROP COLUMN province");
    await saveRule(database, "mon-sun 00:00-24:00", { name: "Always" });
    const server = await startServer(database);
    try {
      const url = server.url + HOME;
      const states = [
        { path: "", sees: "The API is closed" },
        { path: "", sees: "Problems" },
      ];
      await expectNoBarriers(states, await open("boss", {}, url), url);
    } finally {
      await server.close();
    }
  });
});
