import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as yup from "yup";
import { packageRoot } from "./root.ts";

/** Which right each action of each page wants. */
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
  /** The link in Vicidial's Reports page. */
  menu: yup.object({ reportName: yup.string().required(), path: yup.string().required() }).required(),
  /** Where the package keeps its migrations, and the table that notes which were run. */
  migrations: yup.object({ directory: yup.string().required(), table: yup.string().required() }).required(),
  rights: yup.mixed<Rights>(isRights).required(),
});

/** The manifest, plugin.json: data that the host, the installer and the app share. */
export type Manifest = yup.InferType<typeof schema>;

/** Reads and checks plugin.json. */
export function readManifest(): Manifest {
  return schema.validateSync(JSON.parse(readFileSync(join(packageRoot, "plugin.json"), "utf8")));
}
