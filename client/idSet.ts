const IDS_PER_PAGE = 65_536;

/**
 * Remembers ids in a paged bit set. Lead ids are dense, so ten million of them take little more than a megabyte.
 */
export function createIdSet() {
  const pages = new Map<number, Uint8Array>();

  function pageOf(number: number): Uint8Array {
    const page = pages.get(number) ?? new Uint8Array(IDS_PER_PAGE / 8);
    pages.set(number, page);
    return page;
  }

  return {
    /** @returns whether the id is new */
    add(id: number): boolean {
      const number = Math.floor(id / IDS_PER_PAGE);
      const bit = id - number * IDS_PER_PAGE;
      const page = pageOf(number);
      const byte = page[bit >> 3] ?? 0;
      const mask = 1 << (bit & 7);
      page[bit >> 3] = byte | mask;
      return (byte & mask) === 0;
    },
  };
}
