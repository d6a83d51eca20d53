/** Collects the values of an option that may be repeated. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** Collects the values of an option that may be repeated, and may name several values with commas between them. */
export function collectEach(values: string, before: readonly string[]): readonly string[] {
  const each = values.split(",").map((value) => value.trim());
  return [...before, ...(each.length > 1 ? each.filter((value) => value !== "") : each)];
}
