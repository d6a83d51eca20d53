import { expect } from "chai";
import { TooManyWaiting } from "../../server/lib/keyedQueue.ts";
import { createFairQueue } from "../../server/vicidial/bcrypt/fairQueue.ts";

describe("The queue of password checks", () => {
  const office = (user: string) => ({ address: "192.0.2.1", user });
  const elsewhere = { address: "198.51.100.7", user: "boss" };
  const make = () => createFairQueue<string>({ perLane: 3, perAddress: 6, total: 8 });

  it("alternates between users, so a user waits for at most one attempt of another", () => {
    const queue = make();
    for (const job of ["guess 1", "guess 2", "guess 3"]) queue.push(office("victim"), job);
    queue.push(office("boss"), "honest");
    expect([queue.shift(), queue.shift(), queue.shift(), queue.shift(), queue.shift()]).to.deep.equal([
      "guess 1",
      "honest",
      "guess 2",
      "guess 3",
      undefined,
    ]);
  });

  it("reserves places for other users and other addresses", () => {
    const queue = make();
    for (const job of ["1", "2", "3"]) queue.push(office("victim"), job);
    expect(() => queue.push(office("victim"), "4")).to.throw(TooManyWaiting);
    for (const job of ["5", "6", "7"]) queue.push(office("another"), job);
    expect(() => queue.push(office("third"), "8")).to.throw(TooManyWaiting);
    queue.push(elsewhere, "honest");
    queue.push({ ...elsewhere, user: "two" }, "honest too");
    expect(() => queue.push({ address: "203.0.113.1", user: "x" }, "9"), "in all").to.throw(TooManyWaiting);
  });

  it("frees a place when a job is taken or removed", () => {
    const queue = make();
    for (const job of ["1", "2", "3"]) queue.push(office("victim"), job);
    queue.remove("2");
    queue.push(office("victim"), "4");
    expect([queue.shift(), queue.shift(), queue.shift(), queue.shift()]).to.deep.equal([
      "1",
      "3",
      "4",
      undefined,
    ]);
  });
});
