function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

/** Renders a value on one line. */
function inLine(value: unknown): string {
  if (isScalar(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inLine).join(", ")}]`;
  const members = Object.entries(value ?? {}).map(
    ([name, member]) => `${JSON.stringify(name)}: ${inLine(member)}`,
  );
  return `{ ${members.join(", ")} }`;
}

/** Renders a member: a list of objects takes a line for each, anything else one line. */
function member(value: unknown): string {
  if (!Array.isArray(value) || value.every(isScalar)) return inLine(value);
  return `[\n${value.map((each) => `    ${inLine(each)}`).join(",\n")}\n  ]`;
}

/** Renders a body for readers: one line for each member, and for each object of a list. */
export function prettyJson(body: object): string {
  const members = Object.entries(body).map(([name, value]) => `  ${JSON.stringify(name)}: ${member(value)}`);
  return `{\n${members.join(",\n")}\n}`;
}
