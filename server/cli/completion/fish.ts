import { PROGRAM } from "../helpText.ts";
import type { KnownCommand, KnownOption } from "./commandTree.ts";

const PATH = "__vicidial_dearchive_path";

/** Quotes a text for fish. */
function quote(text: string): string {
  return `'${text.replaceAll(/[\\']/g, "\\$&")}'`;
}

/** Returns a line that applies where the words so far lead to a command. */
function complete(path: string, rest: string): string {
  return `complete -c ${PROGRAM} -n ${quote(`test "$(${PATH})" = "${path}"`)} ${rest}`;
}

function optionLine(
  path: string,
  { name, description, takesValue, takesFile, choices }: KnownOption,
): string {
  const value = takesFile
    ? " -r -F"
    : `${takesValue ? " -x" : ""}${choices.length > 0 ? ` -a ${quote(choices.join(" "))}` : ""}`;
  return complete(path, `-l ${name.replace(/^--/, "")}${value} -d ${quote(description)}`);
}

function commandLines({ path, subcommands, options, choices }: KnownCommand): readonly string[] {
  return [
    ...subcommands.map(({ name, description }) => complete(path, `-a ${name} -d ${quote(description)}`)),
    ...choices.map((choice) => complete(path, `-a ${choice}`)),
    ...options.map((option) => optionLine(path, option)),
  ];
}

/** Returns the completion script for fish 3.4 and later. */
export function fishScript(commands: readonly KnownCommand[]): string {
  const paths = commands.filter(({ path }) => path !== "").map(({ path }) => quote(path));
  return `# Completes ${PROGRAM} in fish.
function ${PATH}
    set -l commands ${paths.join(" ")}
    set -l path ''
    for word in (commandline -opc)[2..]
        set -l next (string trim "$path $word")
        contains -- "$next" $commands; and set path $next
    end
    echo $path
end
complete -c ${PROGRAM} -f
${commands.flatMap(commandLines).join("\n")}
`;
}
