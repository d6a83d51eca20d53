export const ROW_REQUEST_ID = "conformance-row";

/** Returns status and body of a problem document. @param facts JSON members after the standard ones */
export function problem(
  code: string,
  status: number,
  title: string,
  facts = "",
): { readonly status: number; readonly text: string } {
  const type = `"type":"urn:vicidial-dearchive:problem:${code}"`;
  const text = `{${type},"title":${JSON.stringify(title)},"status":${status},"request_id":"${ROW_REQUEST_ID}"${facts}}`;
  return { status, text };
}
