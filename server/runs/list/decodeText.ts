import { UnreadableList } from "./unreadableList.ts";

type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** Number of first bytes that determine the encoding and detect binary data. */
const PROBE_BYTES = 512;

const SAVE_AS_CSV = "open it in the spreadsheet program and save it as “CSV UTF-8”, then use that file";
/** First bytes of binary formats that are often misnamed .csv. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], `is a spreadsheet workbook (such as .xlsx): ${SAVE_AS_CSV}`],
  [[0xd0, 0xcf, 0x11, 0xe0], `is a spreadsheet workbook (such as .xls): ${SAVE_AS_CSV}`],
  [[0x25, 0x50, 0x44, 0x46], "is a PDF document, not CSV"],
  [[0x1f, 0x8b], "is compressed: unpack it first"],
];
const MARKUP = /^\s*<(\?xml|!doctype|html|table|workbook)/i;

/** Control characters that never occur in text. Excludes white space and the C1 characters of unusual encodings. */
const BINARY = /(?![\s\u0080-\u009f])\p{Cc}/u;
/** The end-of-file character of MS-DOS programs. */
const END_OF_FILE = "\u001a";

/** Returns whether a text contains characters that occur only in binary data. */
export function isBinary(text: string): boolean {
  return BINARY.test(text);
}

function startsWith(bytes: Buffer, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** Counts zero bytes at even and odd positions. In UTF-16 text, nearly all are at the same parity. */
function guessByZeros(bytes: Buffer): Encoding {
  let [even, odd] = [0, 0];
  for (const [index, byte] of bytes.entries()) {
    if (byte === 0 && index % 2 === 0) even += 1;
    if (byte === 0 && index % 2 === 1) odd += 1;
  }
  const enough = bytes.length / 8;
  if (odd > enough && even < odd / 20) return "utf-16le";
  if (even > enough && odd < even / 20) return "utf-16be";
  return "utf-8";
}

function encodingOf(bytes: Buffer): Encoding {
  if (startsWith(bytes, [0xff, 0xfe])) return "utf-16le";
  if (startsWith(bytes, [0xfe, 0xff])) return "utf-16be";
  return guessByZeros(bytes);
}

/** Reads at least the first PROBE_BYTES of an input, if there are as many. */
async function probe(input: AsyncIterator<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let size = 0; size < PROBE_BYTES; ) {
    const { value, done } = await input.next();
    if (done === true) break;
    pieces.push(value);
    size += value.length;
  }
  return Buffer.concat(pieces);
}

function refuseBinary(bytes: Buffer, text: string): void {
  const known = SIGNATURES.find(([signature]) => startsWith(bytes, signature));
  if (known) throw new UnreadableList(`the list ${known[1]}`);
  if (MARKUP.test(text)) throw new UnreadableList(`the list is a web page or XML: ${SAVE_AS_CSV}`);
  if (isBinary(text.replaceAll(END_OF_FILE, "")))
    throw new UnreadableList("the list is not a text file: save it as CSV first");
}

/**
 * Decodes UTF-8 or UTF-16, with or without a byte order mark, piece by piece.
 *
 * @throws UnreadableList if the input is a workbook or other binary data
 */
export async function* decodeText(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const input = bytes[Symbol.asyncIterator]();
  try {
    const first = await probe(input);
    const decoder = new TextDecoder(encodingOf(first.subarray(0, PROBE_BYTES)));
    const start = decoder.decode(first, { stream: true });
    refuseBinary(first, start.slice(0, PROBE_BYTES));
    yield start;
    for (let next = await input.next(); next.done !== true; next = await input.next())
      yield decoder.decode(next.value, { stream: true });
    yield decoder.decode();
  } finally {
    await input.return?.();
  }
}
