import { createLru } from "../../lib/lru.ts";

/** Formatters take some 30 kB each, and visitors choose the zone: keep those of the zones used last. */
const MAX_FORMATS = 40;

/** Formatters of one kind, made when a zone is first needed. */
export interface ZoneFormats {
  readonly size: number;
  in(zone: string): Intl.DateTimeFormat;
}

/** @param options everything but the zone */
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
