import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Argument, Command } from "commander";
import { say } from "../server/cli/output.ts";
import { packageRoot } from "../server/lib/packageRoot.ts";
import { closeOnSignal } from "../server/lib/shutdown.ts";
import { openCamera } from "./camera.ts";
import { type Scene, startScene } from "./fixtures/index.ts";
import { SHOTS, type Shot } from "./shots.ts";

const FOLDER = "docs/screenshots";

/** Takes every picture and reports each failure; one failure does not stop the others. */
async function takeAll(scene: Scene, shots: readonly Shot[]): Promise<boolean> {
  mkdirSync(join(packageRoot, FOLDER), { recursive: true });
  const camera = await openCamera(scene);
  let isWell = true;
  try {
    for (const shot of shots) {
      const file = `${FOLDER}/${shot.name}.png`;
      const problem = await camera.take(shot, join(packageRoot, file)).then(
        () => undefined,
        (error: unknown) => String(error),
      );
      say(`${file}${problem === undefined ? "" : `: ${problem}`}`);
      isWell &&= problem === undefined;
    }
  } finally {
    await camera.close();
  }
  return isWell;
}

async function screenshots(names: readonly string[]): Promise<void> {
  const shots = SHOTS.filter(({ name }) => names.length === 0 || names.includes(name));
  const scene = await startScene();
  closeOnSignal(() => scene.close());
  const isWell = await takeAll(scene, shots).finally(() => scene.close());
  process.exitCode = isWell ? 0 : 1;
}

await new Command("screenshots")
  .description(`Takes a picture of every page, with data made for it, into ${FOLDER}.`)
  .addArgument(new Argument("[names...]", "only these").choices(SHOTS.map(({ name }) => name)))
  .action(screenshots)
  .parseAsync();
