import { inflateSync } from "node:zlib";
import { type Chunk, readChunks } from "./chunks.ts";

/** A picture as three bytes a pixel, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Buffer;
}

const BYTES = 3;
/** 8 bits a channel, RGB, deflate, adaptive filters, not interlaced: what a browser writes of a page. */
const KIND = Buffer.from([8, 2, 0, 0, 0]);

/** The neighbour of the three that is nearest to left + above - corner. */
function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((one) => Math.abs(guess - one)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** What each filter adds to a byte. */
const FILTERS: readonly ((left: number, above: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_left, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

function unfilter(lines: Buffer, stride: number, height: number): Buffer {
  const rgb = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const from = y * (stride + 1);
    const filter = FILTERS[lines[from] ?? -1];
    if (!filter) throw new Error("a line of the PNG has an unknown filter");
    const [row, before] = [y * stride, (y - 1) * stride];
    for (let x = 0; x < stride; x += 1) {
      const left = x < BYTES ? 0 : (rgb[row + x - BYTES] ?? 0);
      const above = y === 0 ? 0 : (rgb[before + x] ?? 0);
      const corner = x < BYTES || y === 0 ? 0 : (rgb[before + x - BYTES] ?? 0);
      rgb[row + x] = (lines[from + 1 + x] ?? 0) + filter(left, above, corner);
    }
  }
  return rgb;
}

const dataOf = (chunks: readonly Chunk[], type: string) =>
  Buffer.concat(chunks.filter((chunk) => chunk.type === type).map(({ data }) => data));

/** @throws Error where the file is not of the kind that a browser writes */
export function readPixels(file: Buffer): Pixels {
  const chunks = readChunks(file);
  const header = dataOf(chunks, "IHDR");
  if (!header.subarray(8).equals(KIND)) throw new Error("the PNG is of another kind than a browser's");
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  return { width, height, rgb: unfilter(inflateSync(dataOf(chunks, "IDAT")), width * BYTES, height) };
}
