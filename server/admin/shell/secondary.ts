import type { Knex } from "knex";
import { readLag, writeHeartbeat } from "../../db/heartbeat.ts";
import { withTimeout } from "../../lib/deadline.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
import type { DatabaseAddress } from "../../vicidial/secondaryAddress.ts";
import type { CustomerStores } from "./stores.ts";

/** What a page that may read the secondary server reads instead of the primary, and the sentence that says so. */
export interface SecondarySource {
  /** Undefined if the page must read the primary. */
  readonly stores: CustomerStores | undefined;
  readonly note: PageText;
}

export interface SecondaryOptions {
  readonly primary: Knex;
  /** Finds the server that an administrator chose, if any. */
  readonly findAddress: () => Promise<DatabaseAddress | undefined>;
  /** Opens a pool that can only read. */
  readonly open: (address: DatabaseAddress) => Knex;
  readonly storesOf: (db: Knex) => CustomerStores;
}

/** The longest wait (ms) for the secondary server before a page reads the primary. */
const ANSWER_MS = 2000;
/** How long (ms) a server that failed is left alone. */
const REST_MS = 30_000;
/** A page that is further behind would mislead. */
const MOST_LAG_SECONDS = 60;

interface Opened {
  readonly name: string;
  readonly db: Knex;
  readonly stores: CustomerStores;
}

/**
 * Lets pages that only show data read Vicidial's secondary server. Whatever is wrong with it, the page reads the primary and says why.
 * No decision about a move may use it.
 */
export function createSecondary({ primary, findAddress, open, storesOf }: SecondaryOptions) {
  let opened: Opened | undefined;
  let restUntil = 0;

  async function close(): Promise<void> {
    const { db } = opened ?? {};
    opened = undefined;
    await db?.destroy();
  }

  async function openAt(address: DatabaseAddress): Promise<Opened> {
    const name = `${address.host}:${address.port}`;
    if (opened?.name === name) return opened;
    await close();
    const db = open(address);
    opened = { name, db, stores: storesOf(db) };
    restUntil = 0;
    return opened;
  }

  function unreachable(name: string): SecondarySource {
    return {
      stores: undefined,
      note: phrase(
        "This page was read from the primary database server, because the secondary server %1s does not answer.",
        name,
      ),
    };
  }

  function judge({ name, stores }: Opened, lag: number | undefined): SecondarySource {
    if (lag === undefined || lag > MOST_LAG_SECONDS)
      return {
        stores: undefined,
        note: phrase(
          "This page was read from the primary database server, because the secondary server %1s is more than %2s seconds behind.",
          name,
          MOST_LAG_SECONDS,
        ),
      };
    return {
      stores,
      note: phrase(
        "This page was read from the secondary database server %1s, which is at most %2s seconds behind.",
        name,
        Math.ceil(lag),
      ),
    };
  }

  /** Leaves a server that failed alone for a while. */
  function giveUp(): SecondarySource {
    restUntil = performance.now() + REST_MS;
    return unreachable(opened?.name ?? "");
  }

  return {
    giveUp,

    /** Returns what a page reads; undefined if no secondary server was chosen. */
    async find(): Promise<SecondarySource | undefined> {
      const address = await findAddress();
      if (!address) return undefined;
      const server = await openAt(address);
      if (performance.now() < restUntil) return unreachable(server.name);
      try {
        return judge(server, await withTimeout(ANSWER_MS, readLag(primary, server.db)));
      } catch {
        return giveUp();
      }
    },

    /** Writes the time that shows how far behind the secondary server is. Does nothing without one. */
    async beat(): Promise<void> {
      if (await findAddress()) await writeHeartbeat(primary);
    },

    close,
  };
}

export type Secondary = ReturnType<typeof createSecondary>;
