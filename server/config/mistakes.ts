import * as yup from "yup";
import { ConfigError } from "./configError.ts";

/** Says what is wrong with each key, what stands there now (never a password), and where it is set. */
function explain(error: yup.ValidationError, found: Readonly<Record<string, unknown>>, conf: string): string {
  const mistakes = error.inner.length > 0 ? error.inner : [error];
  return mistakes
    .map(({ path = "", message }) => {
      const where = path.startsWith("VAR") ? `in ${conf}` : "in the environment";
      const isShown = found[path] !== undefined && !/pass/i.test(path);
      return `${path} (${where}) ${message}${isShown ? `, found ${JSON.stringify(found[path])}` : ""}`;
    })
    .join("\n");
}

/**
 * Checks settings and fills in what is left out.
 *
 * @param conf the file that the keys with VAR come from
 * @throws ConfigError that tells every mistake at once
 */
export function checkSettings<T>(
  schema: yup.Schema<T>,
  found: Readonly<Record<string, unknown>>,
  conf: string,
): T {
  try {
    return schema.validateSync(found, { abortEarly: false });
  } catch (error) {
    if (error instanceof yup.ValidationError) throw new ConfigError(explain(error, found, conf));
    throw error;
  }
}
