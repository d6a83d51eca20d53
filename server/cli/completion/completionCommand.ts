import { Argument, Command } from "commander";
import { withHelp } from "../helpText.ts";
import { loadedAction } from "../loadedAction.ts";
import { SHELLS } from "./shells.ts";

/** Declares `completion`: prints a script that completes commands and options in a shell. */
export function completionCommand(): Command {
  const command = new Command("completion")
    .description("print a script that completes commands and options in your shell")
    .addArgument(new Argument("<shell>", "your shell").choices(SHELLS))
    .action(loadedAction(async () => (await import("./index.ts")).completion));
  return withHelp(command, {
    examples: [
      "completion bash > /etc/bash_completion.d/vicidial-dearchive",
      "completion zsh > /usr/local/share/zsh/site-functions/_vicidial-dearchive",
      "completion fish > ~/.config/fish/completions/vicidial-dearchive.fish",
    ],
  });
}
