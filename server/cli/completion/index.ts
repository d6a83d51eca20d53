import type { Command } from "commander";
import { bashScript } from "./bash.ts";
import { commandTree, type KnownCommand } from "./commandTree.ts";
import { fishScript } from "./fish.ts";
import type { Shell } from "./shells.ts";
import { zshScript } from "./zsh.ts";

const SCRIPTS: Readonly<Record<Shell, (commands: readonly KnownCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Runs `completion`. */
export function completion(shell: Shell, _options: object, { parent }: Command): void {
  if (parent) process.stdout.write(SCRIPTS[shell](commandTree(parent)));
}
