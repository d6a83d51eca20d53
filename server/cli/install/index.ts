import { readManifest } from "../../config/manifest.ts";
import { withSites } from "../customerAccess.ts";
import { UsageError } from "../usageError.ts";
import { execute } from "./execute.ts";
import { apacheFileOf, parseGroups, parseSite, type SharedOptions, systemdFileOf } from "./installOptions.ts";
import { grantsAfterwards, planInstall } from "./planInstall.ts";

interface InstallOptions extends SharedOptions {
  readonly groups?: string;
  readonly allGroups?: boolean;
  readonly domain?: string;
}

/** Runs `install`. */
export async function install(options: InstallOptions): Promise<void> {
  const manifest = readManifest();
  const { reportName: name, path } = manifest.menu;
  const { dryRun = false, json = false, force = false } = options;
  const groups = parseGroups(options.groups, options.allGroups);
  const apacheFile = apacheFileOf(options);
  if (apacheFile === undefined && options.apacheFile !== false) {
    throw new UsageError(
      "no Apache configuration was found: set the path with --apache-file, or skip it with --no-apache-file",
    );
  }
  const wanted = {
    link: { name, path, domain: parseSite("--domain", options.domain), groups, force },
    apacheFile,
    systemdFile: systemdFileOf(options),
    force,
    dryRun,
  };
  await withSites(options.customer, async (sites, config) => {
    if (config.listen.port === 0)
      throw new UsageError("DEARCHIVE_PORT must be a fixed port, because Apache forwards to it");
    const plan = await planInstall(sites, config, manifest, wanted);
    await execute(plan, sites, { dryRun, json }, () => grantsAfterwards(sites));
  });
}
