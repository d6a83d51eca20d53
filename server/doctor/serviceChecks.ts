import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { promisify } from "node:util";
import { broken, type Finding, ok, warning } from "./finding.ts";
import { afterUnitFile } from "./systemPaths.ts";

const CHECK = "service";
/** Exists if systemd runs this machine. Source: sd_booted(3). */
const SYSTEMD = "/run/systemd/system";
const PROPERTIES = ["LoadState", "ActiveState", "SubState", "UnitFileState", "NeedDaemonReload"] as const;
const ANSWER_MS = 5_000;

/** Properties of a unit, as `systemctl show` prints them. */
export type UnitState = Readonly<Partial<Record<(typeof PROPERTIES)[number], string>>>;

/** Reads a unit's state; undefined without systemd. */
export type ReadUnit = (name: string) => Promise<UnitState | undefined>;

const readUnit: ReadUnit = async (name) => {
  if (!existsSync(SYSTEMD)) return undefined;
  const words = ["show", `${name}.service`, `--property=${PROPERTIES.join(",")}`];
  const { stdout } = await promisify(execFile)("systemctl", words, { timeout: ANSWER_MS });
  return Object.fromEntries(
    stdout.split("\n").map((line) => [line.replace(/=.*/, ""), line.replace(/^[^=]*=/, "")]),
  );
};

function startFinding(name: string, { ActiveState, SubState }: UnitState): readonly Finding[] {
  if (ActiveState === "active") return [];
  if (ActiveState === "failed" || SubState === "auto-restart")
    return [
      broken(CHECK, "The service ends as soon as it starts. Its log says why.", [
        `journalctl -u ${name} -n 20`,
      ]),
    ];
  if (ActiveState === "activating" || ActiveState === "deactivating")
    return [warning(CHECK, `The service is ${ActiveState}. Run the doctor again in a moment.`)];
  return [broken(CHECK, "The service is not running. Start it.", [`systemctl start ${name}`])];
}

/**
 * Checks that systemd runs the service now and after a restart of the machine. A machine without systemd is fine.
 *
 * @param unitFile path of the unit; undefined if this machine needs none
 */
export async function examineService(
  unitFile: string | undefined,
  read: ReadUnit = readUnit,
): Promise<readonly Finding[]> {
  if (unitFile === undefined) return [];
  const name = basename(unitFile, ".service");
  const state = await read(name);
  if (!state) return [ok(CHECK, "This machine has no systemd, so the service was not checked.")];
  const { LoadState, UnitFileState, NeedDaemonReload } = state;
  if (LoadState === "masked")
    return [
      broken(CHECK, "The service is masked, so systemd never starts it. Unmask it.", [
        `systemctl unmask ${name}`,
        ...afterUnitFile(unitFile),
      ]),
    ];
  if (LoadState !== "loaded" && !existsSync(unitFile))
    return [
      warning(CHECK, "The service is not installed, so nothing starts the plugin. Install it.", [
        "vicidial-dearchive install",
      ]),
    ];
  if (LoadState !== "loaded")
    return [
      broken(CHECK, `systemd has not loaded ${unitFile}. Enable and start it.`, afterUnitFile(unitFile)),
    ];
  const findings = [
    ...startFinding(name, state),
    ...(UnitFileState === "enabled"
      ? []
      : [
          warning(CHECK, "The service does not start with the machine. Enable it.", [
            `systemctl enable ${name}`,
          ]),
        ]),
    ...(NeedDaemonReload === "yes"
      ? [
          warning(CHECK, "The unit changed, but systemd still uses the old one. Load it.", [
            `systemctl daemon-reload && systemctl restart ${name}`,
          ]),
        ]
      : []),
  ];
  return findings.length > 0 ? findings : [ok(CHECK, "The service is running and starts with the machine.")];
}
