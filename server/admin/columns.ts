/** Where a column of a picture stands, in hundredths of its width: an SVG without a view box keeps its text legible. */
export interface Column {
  readonly x: string;
  readonly width: string;
  readonly middle: string;
}

/** The place of one of so many equal columns. */
export function columnOf(index: number, count: number): Column {
  const width = 100 / count;
  return {
    x: (index * width).toFixed(3),
    width: width.toFixed(3),
    middle: ((index + 0.5) * width).toFixed(3),
  };
}
