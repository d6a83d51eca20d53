import { ConfigError } from "./configError.ts";

/** A setting's value, or what is wrong with it. `mistake` continues a sentence that starts with the key. */
export type Reading<T> = { readonly value: T } | { readonly mistake: string };

/** Parses a setting; undefined if it is not set. */
export type Setting<T> = (text: string | undefined) => Reading<T>;

type Settings = Readonly<Record<string, Setting<unknown>>>;

/** Parsed values by key. */
export type Values<S extends Settings> = {
  readonly [Key in keyof S]: S[Key] extends Setting<infer T> ? T : never;
};

/** Describes an invalid setting: its key, where it is set, and its value unless that is a password. */
function explain(key: string, mistake: string, text: string | undefined, conf: string): string {
  const where = key.startsWith("VAR") ? `in ${conf}` : "in the environment";
  const isShown = text !== undefined && !/pass/i.test(key);
  return `${key} (${where}) ${mistake}${isShown ? `, found ${JSON.stringify(text)}` : ""}`;
}

/**
 * Validates settings and applies defaults. Not yup: loading it takes twice as long as starting Node, which slows every command.
 *
 * @param conf path of the file that contains the VAR keys
 * @throws ConfigError listing every invalid setting
 */
export function checkSettings<S extends Settings>(
  settings: S,
  found: Readonly<Record<string, string | undefined>>,
  conf: string,
): Values<S> {
  const mistakes: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, read] of Object.entries(settings)) {
    const reading = read(found[key]);
    if ("value" in reading) values[key] = reading.value;
    else mistakes.push(explain(key, reading.mistake, found[key], conf));
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes.join("\n"));
  return values as Values<S>;
}
