import { expect } from "chai";
import { createListUploads } from "../../server/runs/store/listUploads.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const OWNER = { customer: "default", user: "boss" };
const NOW = new Date("2026-11-28T10:00:00Z");
const LATER = new Date("2026-11-28T11:00:00Z");

describe("Uploaded lists", () => {
  let database: TestDatabase;

  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  async function bytesOf(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
    const all: Buffer[] = [];
    for await (const piece of pieces) all.push(piece);
    return Buffer.concat(all);
  }

  it("are returned byte for byte only to their owner, and are deleted with all their chunks after an hour", async () => {
    const uploads = createListUploads(database.root);
    const content = Buffer.from(Array.from({ length: 600_000 }, (_, n) => n % 256));
    const id = await uploads.keep(OWNER, { kind: "file", name: "名前.csv", content }, NOW);
    expect(await uploads.find(id, OWNER, NOW)).to.include({ id, kind: "file", name: "名前.csv" });
    expect((await bytesOf(uploads.contentOf(id))).equals(content)).to.equal(true);
    expect(await uploads.find(id, { ...OWNER, customer: "other" }, NOW)).to.equal(undefined);
    expect(await uploads.find(id, { ...OWNER, user: "other" }, NOW)).to.equal(undefined);
    expect(await uploads.find(id, OWNER, LATER)).to.equal(undefined);
    await uploads.clean(LATER);
    expect(await database.root("dearchive_list_uploads")).to.deep.equal([]);
    expect(await database.root("dearchive_list_upload_pieces")).to.deep.equal([]);
  });
});
