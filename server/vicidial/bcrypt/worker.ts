import { parentPort } from "node:worker_threads";
import * as yup from "yup";
import { bcryptHash } from "./bcrypt.ts";

/** Hashes passwords in its own thread; a hash takes 0.5 ms to several seconds, depending on `pass_cost`. */

const request = yup.object({
  password: yup.string().defined(),
  cost: yup.number().required(),
  salt: yup.string().required(),
});

parentPort?.on("message", (message: unknown) => {
  const { password, cost, salt } = request.validateSync(message);
  parentPort?.postMessage(bcryptHash(password, cost, Buffer.from(salt)));
});
