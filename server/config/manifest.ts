import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as yup from "yup";
import { packageRoot } from "../lib/packageRoot.ts";

/** The Vicidial right required for each action of each page. */
type Rights = Readonly<Record<string, Readonly<Record<string, string>>>>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isRights(value: unknown): value is Rights {
  return (
    isRecord(value) &&
    Object.values(value).every(
      (actions) => isRecord(actions) && Object.values(actions).every((right) => typeof right === "string"),
    )
  );
}

const schema = yup.object({
  id: yup.string().required(),
  name: yup.string().required(),
  version: yup.string().required(),
  mountPaths: yup.array(yup.string().required()).required(),
  /** The link on Vicidial's Reports page. */
  menu: yup.object({ reportName: yup.string().required(), path: yup.string().required() }).required(),
  /** The folder of the migrations, and the table that records them. */
  migrations: yup.object({ directory: yup.string().required(), table: yup.string().required() }).required(),
  rights: yup.mixed<Rights>(isRights).required(),
});

/** The manifest plugin.json, shared by the host, the installer and the app. */
export type Manifest = yup.InferType<typeof schema>;

/** Reads and validates plugin.json. */
export function readManifest(): Manifest {
  return schema.validateSync(JSON.parse(readFileSync(join(packageRoot, "plugin.json"), "utf8")));
}
