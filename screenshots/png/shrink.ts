import { deflateSync } from "node:zlib";
import { writeChunks } from "./chunks.ts";
import { type Pixels, readPixels } from "./pixels.ts";

/** As many colours as one byte can name. */
const MOST_COLOURS = 256;
const DEPTH_PALETTE = [8, 3, 0, 0, 0];

const colourAt = (rgb: Buffer, pixel: number) => rgb.readUIntBE(pixel * 3, 3);

/** A colour of a picture, and the nearest of the palette as far as this is made. */
interface Colour {
  readonly colour: number;
  readonly count: number;
  place: number;
  distance: number;
}

function coloursOf({ rgb }: Pixels): readonly Colour[] {
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < rgb.length / 3; pixel += 1) {
    const colour = colourAt(rgb, pixel);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return [...counts].map(([colour, count]) => ({ colour, count, place: 0, distance: Number.MAX_VALUE }));
}

function distance(one: number, other: number): number {
  const part = (shift: number) => ((one >> shift) & 0xff) - ((other >> shift) & 0xff);
  return part(16) ** 2 + part(8) ** 2 + part(0) ** 2;
}

/** The colour that is shown worst: how often it comes, times how far off its nearest is. */
function worstOf(colours: readonly Colour[]): Colour | undefined {
  let worst: Colour | undefined;
  for (const each of colours) {
    const error = each.count * each.distance;
    if (error > 0 && error > (worst ? worst.count * worst.distance : 0)) worst = each;
  }
  return worst;
}

/** Takes up whatever is shown worst, one by one, so that a rare red is not shown as the grey of all letters. */
function choosePalette(colours: readonly Colour[]): readonly number[] {
  const palette: number[] = [];
  for (let next = worstOf(colours); next && palette.length < MOST_COLOURS; next = worstOf(colours)) {
    const place = palette.push(next.colour) - 1;
    for (const each of colours) {
      const away = distance(each.colour, next.colour);
      if (away < each.distance) Object.assign(each, { place, distance: away });
    }
  }
  return palette;
}

/**
 * Makes a page's picture about half as large. Areas, lines and most of the letters keep their colours; the rarest shades
 * at the edges of letters get the nearest one.
 */
export function shrink(file: Buffer): Buffer {
  const picture = readPixels(file);
  const { width, height, rgb } = picture;
  const colours = coloursOf(picture);
  const palette = choosePalette(colours);
  const places = new Map(colours.map(({ colour, place }) => [colour, place]));

  // A line begins with its filter: none, as neighbouring numbers of a palette have nothing to do with each other.
  const lines = Buffer.alloc((width + 1) * height);
  for (let pixel = 0; pixel < width * height; pixel += 1)
    lines[pixel + Math.floor(pixel / width) + 1] = places.get(colourAt(rgb, pixel)) ?? 0;

  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(DEPTH_PALETTE, 8);
  const shades = palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]);
  return writeChunks([
    { type: "IHDR", data: header },
    { type: "PLTE", data: Buffer.from(shades) },
    { type: "IDAT", data: deflateSync(lines, { level: 9, memLevel: 9 }) },
    { type: "IEND", data: Buffer.alloc(0) },
  ]);
}
