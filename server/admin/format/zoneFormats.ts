import { createLru } from "../../lib/lru.ts";

/** A formatter takes about 30 kB and visitors choose the zone, so keep only recently used ones. */
const MAX_FORMATS = 40;

/** Formatters of one kind, created on first use of a zone. */
export interface ZoneFormats {
  readonly size: number;
  in(zone: string): Intl.DateTimeFormat;
}

/** @param options all format options except the zone */
export function createZoneFormats(locale: string, options: Intl.DateTimeFormatOptions): ZoneFormats {
  const formats = createLru<string, Intl.DateTimeFormat>(MAX_FORMATS);

  return {
    get size() {
      return formats.size;
    },

    in(zone) {
      const known = formats.get(zone);
      if (known) return known;
      const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
      formats.set(zone, format);
      return format;
    },
  };
}
