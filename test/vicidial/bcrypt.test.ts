import { expect } from "chai";
import { bcryptHash } from "../../server/vicidial/bcrypt/bcrypt.ts";

/** Hashes by Perl's Crypt::Eksblowfish 0.009, which Vicidial's agc/bp.pl uses: password, cost, salt, hash. */
const BY_PERL: readonly (readonly [string, number, string, string])[] = [
  ["Abc123", 2, "0123456789abcdef", "CWBssa1Ynefh1nHNapt/uN6bQAAPk2W"],
  ["x".repeat(72), 4, "AAAAAAAAAAAAAAAA", "qWnZombWikr3HkrQvkB8BQWniCx5/NC"],
  ["Müller_1-", 5, "zyxwvutsrqponmlk", "KR7/cE5MvX3yOG35wbrsu3hK2H3MyNm"],
];

describe("Hashing a password", () => {
  it("returns the same hash as Vicidial's own program, for any cost and script", () => {
    for (const [password, cost, salt, hash] of BY_PERL)
      expect(bcryptHash(password, cost, Buffer.from(salt)), password).to.equal(hash);
  });

  it("returns the hashes of bcrypt's published test vectors", () => {
    const salt = Buffer.from("144b3d691a7b4ecf39cf735c7fa7a79c", "hex");
    expect(bcryptHash("", 6, salt)).to.equal("TV4S6ytwfsfvkgY8jIucDrjc8deX1s.");
  });

  it("uses only the first 72 bytes, as bcrypt does", () => {
    const salt = Buffer.from("0123456789abcdef");
    const long = "a".repeat(72);
    expect(bcryptHash(`${long}b`, 2, salt)).to.equal(bcryptHash(`${long}c`, 2, salt));
  });

  it("refuses a salt of the wrong length", () => {
    expect(() => bcryptHash("a", 2, Buffer.from("short"))).to.throw(RangeError);
  });
});
