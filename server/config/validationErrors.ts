import { ConfigError } from "./configError.ts";

/** What a setting's text means; or what is wrong with it, in words that fit behind its key. */
export type Reading<T> = { readonly value: T } | { readonly mistake: string };

/** Reads a setting; undefined stands for one that is left out. */
export type Setting<T> = (text: string | undefined) => Reading<T>;

type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The values of settings by their keys. */
export type Values<S extends Settings> = {
  readonly [Key in keyof S]: S[Key] extends Setting<infer T> ? T : never;
};

/** Says what is wrong with a key, what its value is now (never a password), and where it is set. */
function explain(key: string, mistake: string, text: string | undefined, conf: string): string {
  const where = key.startsWith("VAR") ? `in ${conf}` : "in the environment";
  const isShown = text !== undefined && !/pass/i.test(key);
  return `${key} (${where}) ${mistake}${isShown ? `, found ${JSON.stringify(text)}` : ""}`;
}

/**
 * Checks settings and fills in what is left out. Not yup: loading it takes the command line twice as long as Node's own start.
 *
 * @param conf the file that the keys with VAR come from
 * @throws ConfigError that tells every mistake at once
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
