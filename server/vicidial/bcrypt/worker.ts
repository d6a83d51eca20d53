import { parentPort } from "node:worker_threads";
import * as yup from "yup";
import { bcryptHash } from "./bcrypt.ts";

/** Hashes passwords in a thread of its own: a hash takes from half a millisecond to seconds, by Vicidial's `pass_cost`. */

const request = yup.object({
  password: yup.string().defined(),
  cost: yup.number().required(),
  salt: yup.string().required(),
});

parentPort?.on("message", (message: unknown) => {
  const { password, cost, salt } = request.validateSync(message);
  parentPort?.postMessage(bcryptHash(password, cost, Buffer.from(salt)));
});
