import { expect } from "chai";
import { hashApiKey, isWellFormedApiKey, makeApiKey, visiblePrefix } from "../../server/keys/apiKey.ts";

const CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";

describe("An API key's text", () => {
  it("is vda_ followed by 38 letters and digits", () => {
    for (let n = 0; n < 100; n += 1) expect(makeApiKey()).to.match(/^vda_[0-9A-Za-z]{38}$/);
  });

  it("is well-formed when created", () => {
    for (let n = 0; n < 100; n += 1) expect(isWellFormedApiKey(makeApiKey())).to.equal(true);
  });

  it("is never generated twice", () => {
    const keys = new Set(Array.from({ length: 5000 }, makeApiKey));
    expect(keys.size).to.equal(5000);
    expect(new Set([...keys].map((key) => key.slice(4, 20))).size, "the random part").to.equal(5000);
  });

  it("is malformed if any single character is changed", () => {
    const key = makeApiKey();
    const wrong = [...key].flatMap((right, at) =>
      [...CHARACTERS]
        .filter((each) => each !== right)
        .map((each) => key.slice(0, at) + each + key.slice(at + 1)),
    );
    expect(wrong).to.have.length(key.length * (CHARACTERS.length - 1));
    expect(wrong.filter(isWellFormedApiKey)).to.deep.equal([]);
  });

  it("is malformed if two adjacent characters are swapped", () => {
    const key = makeApiKey();
    const swapped = [...key]
      .slice(1)
      .map((_, at) => key.slice(0, at) + key.charAt(at + 1) + key.charAt(at) + key.slice(at + 2))
      .filter((each) => each !== key);
    expect(swapped.filter(isWellFormedApiKey)).to.deep.equal([]);
  });

  it("is malformed if characters are added or missing", () => {
    const key = makeApiKey();
    const wrong = [` ${key}`, `${key}\n`, `${key}0`, key.slice(0, -1), key.slice(4), key.toLowerCase(), ""];
    expect(wrong.filter(isWellFormedApiKey)).to.deep.equal([]);
  });

  it("cannot be guessed from the part that lists show", () => {
    const key = makeApiKey();
    expect(key.startsWith(visiblePrefix(key))).to.equal(true);
    expect(visiblePrefix(key)).to.have.length.within(8, 12);
  });

  it("is hashed with SHA-256", () => {
    expect(hashApiKey("abc").toString("hex")).to.equal(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});
