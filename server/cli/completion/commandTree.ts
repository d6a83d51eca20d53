import type { Command, Option } from "commander";

/** An option as a completion script needs it. */
export interface KnownOption {
  /** Long form, such as `--json`. */
  readonly name: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** Whether the value is the path of a file. */
  readonly takesFile: boolean;
  /** The allowed values; empty if any value is. */
  readonly choices: readonly string[];
}

/** A command, or a group of commands. */
export interface KnownCommand {
  /** The words that lead to it, such as `keys create`; empty for the program. */
  readonly path: string;
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly KnownOption[];
  /** Allowed values of its first argument. */
  readonly choices: readonly string[];
}

/** First sentence of a description, which fits a line of a completion menu. */
function firstSentence(text: string): string {
  return text.split(/[.:] /)[0] ?? text;
}

function toOption({ long, description, flags, argChoices }: Option): readonly KnownOption[] {
  if (!long) return [];
  return [
    {
      name: long,
      description: firstSentence(description),
      takesValue: /[<[]/.test(flags),
      takesFile: /<(file|path)>/.test(flags),
      choices: argChoices ?? [],
    },
  ];
}

function childrenOf(command: Command, path: string): readonly KnownCommand[] {
  const visible = command.createHelp().visibleOptions(command);
  const known: KnownCommand = {
    path,
    subcommands: command.commands.map((each) => ({
      name: each.name(),
      description: firstSentence(each.description()),
    })),
    options: visible.flatMap(toOption),
    choices: command.registeredArguments[0]?.argChoices ?? [],
  };
  const below = command.commands.flatMap((each) => childrenOf(each, `${path} ${each.name()}`.trimStart()));
  return [known, ...below];
}

/** Returns the program and all its commands with their options. */
export function commandTree(program: Command): readonly KnownCommand[] {
  return childrenOf(program, "");
}
