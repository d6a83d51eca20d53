import { PROGRAM } from "../helpText.ts";
import type { KnownCommand, KnownOption } from "./commandTree.ts";

const NAME = "_vicidial_dearchive";

function valueCase(path: string, { name, takesFile, choices }: KnownOption): string {
  const files = `mapfile -t COMPREPLY < <(compgen -f -- "$cur"); compopt -o filenames 2>/dev/null; return`;
  const values = choices.length > 0 ? `words='${choices.join(" ")}'` : "return";
  return `    '${path}:${name}') ${takesFile ? files : values} ;;`;
}

function wordsCase({ path, subcommands, options, choices }: KnownCommand): string {
  const words = [...subcommands, ...options].map(({ name }) => name).concat(choices);
  return `    '${path}') words='${words.join(" ")}' ;;`;
}

/** Returns the completion script for bash 4 and later. */
export function bashScript(commands: readonly KnownCommand[]): string {
  const paths = commands.filter(({ path }) => path !== "").map(({ path }) => `'${path}'`);
  const values = commands.flatMap(({ path, options }) =>
    options.filter(({ takesValue }) => takesValue).map((option) => valueCase(path, option)),
  );
  return `# Completes ${PROGRAM} in bash.
${NAME}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}" path='' next words='' i
  # Bash splits --option=value at the equals sign.
  if [[ $cur == '=' ]]; then cur=''; elif [[ $prev == '=' ]]; then prev="\${COMP_WORDS[COMP_CWORD - 2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    next="\${path:+$path }\${COMP_WORDS[i]}"
    case "$next" in
      ${paths.join(" | ")}) path="$next" ;;
    esac
  done
  COMPREPLY=()
  case "$path" in
${commands.map(wordsCase).join("\n")}
  esac
  case "$path:$prev" in
${values.join("\n")}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -F ${NAME} ${PROGRAM}
`;
}
