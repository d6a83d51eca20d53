import { PROGRAM } from "../helpText.ts";
import type { KnownCommand, KnownOption } from "./commandTree.ts";

function functionName(path: string): string {
  return ["_vicidial_dearchive", ...path.split(" ")].filter((word) => word !== "").join("_");
}

/** Escapes a text for single quotes, and what zsh's completion functions would read as punctuation. */
function escapeText(text: string): string {
  return text.replaceAll(/[\\:[\]]/g, "\\$&").replaceAll("'", "'\\''");
}

function optionSpec({ name, description, takesValue, takesFile, choices }: KnownOption): string {
  const action = takesFile ? "_files" : choices.length > 0 ? `(${choices.join(" ")})` : " ";
  return `'*${name}[${escapeText(description)}]${takesValue ? `:value:${action}` : ""}'`;
}

function commandFunction({ path, subcommands, options, choices }: KnownCommand): string {
  const specs = options.map(optionSpec);
  if (subcommands.length === 0) {
    const argument = choices.length > 0 ? [`'1:argument:(${choices.join(" ")})'`] : [];
    return `${functionName(path)}() {
  _arguments ${[...specs, ...argument].join(" \\\n    ")}
}`;
  }
  const names = subcommands.map(({ name, description }) => `'${name}:${escapeText(description)}'`);
  const cases = subcommands.map(
    ({ name }) => `        ${name}) ${functionName(`${path} ${name}`.trimStart())} ;;`,
  );
  return `${functionName(path)}() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C ${specs.join(" \\\n    ")} \\
    '1: :->command' '*:: :->rest'
  case $state in
    command)
      local -a commands=(
        ${names.join("\n        ")}
      )
      _describe command commands
      ;;
    rest)
      case $line[1] in
${cases.join("\n")}
      esac
      ;;
  esac
}`;
}

/** Returns the completion script for zsh. It works as a file in `fpath`, and with `source`. */
export function zshScript(commands: readonly KnownCommand[]): string {
  return `#compdef ${PROGRAM}
# Completes ${PROGRAM} in zsh.
${commands.map(commandFunction).join("\n\n")}

if [[ "\${funcstack[1]}" == "_${PROGRAM}" ]]; then
  ${functionName("")} "$@"
else
  compdef ${functionName("")} ${PROGRAM}
fi
`;
}
