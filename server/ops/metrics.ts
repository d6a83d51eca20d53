import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { MoveResult } from "../leads/move/outcome.ts";

/** Facts about a request. Its labels must have few values: never a lead, a key or a path with an id. */
export interface RequestMeasurement {
  /** Customer of the key; undefined without a valid key. */
  readonly customer: string | undefined;
  readonly endpoint: string;
  readonly status: number;
  readonly fault: string;
  readonly seconds: number;
}

/** Buckets in seconds: a one-lead request takes milliseconds, a locked table seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Matches the customer label of a metric line. Prometheus' text format escapes backslashes, quotes and newlines. */
const CUSTOMER_LABEL = /^[^#][^{]*\{(?:.*,)?customer="((?:[^"\\]|\\.)*)"/;

/** Removes the lines with another customer's label. */
function onlyOf(text: string, customer: string): string {
  const escaped = customer.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
  return text
    .split("\n")
    .filter((line) => (CUSTOMER_LABEL.exec(line)?.[1] ?? escaped) === escaped)
    .join("\n");
}

/** Creates the metrics of requests, with additional labels. */
function callMetrics(registry: Registry, labels: readonly "customer"[]) {
  const requests = new Counter({
    name: "dearchive_requests_total",
    help: "API requests by endpoint, HTTP status and fault",
    labelNames: [...labels, "endpoint", "status", "fault"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "dearchive_request_seconds",
    help: "How long API requests took",
    labelNames: [...labels, "endpoint"],
    buckets: BUCKETS,
    registers: [registry],
  });
  return { requests, durations };
}

/** Creates Prometheus metrics in a separate registry, because a host app may use the default one. */
export function createMetrics(connectionsInUse: () => ReadonlyMap<string, number>) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "dearchive_" });
  // The operator sees the requests of all customers together; a customer sees only its own.
  const perCustomer = new Registry();
  const all = callMetrics(registry, []);
  const byCustomer = callMetrics(perCustomer, ["customer"]);
  const leads = new Counter({
    name: "dearchive_leads_total",
    help: "Leads by what became of them",
    labelNames: ["customer", "direction", "outcome"],
    registers: [registry],
  });
  const missingRequests = new Counter({
    name: "dearchive_request_log_missing_total",
    help: "Requests that are missing in the request log, because the database was too slow or not reachable",
    registers: [registry],
  });
  new Gauge({
    name: "dearchive_connections_in_use",
    help: "Database connections in use by customer",
    labelNames: ["customer"],
    registers: [registry],
    collect() {
      for (const [customer, count] of connectionsInUse()) this.set({ customer }, count);
    },
  });

  return {
    contentType: registry.contentType,
    /** Returns all metrics, or only those of the process and of one customer. */
    async text(customer?: string): Promise<string> {
      const text = await registry.metrics();
      if (customer === undefined) return text;
      const withoutRequests = text.replace(/^.*\bdearchive_request(s_total|_seconds).*\n/gm, "");
      return onlyOf(withoutRequests + (await perCustomer.metrics()), customer);
    },

    countRequest({ customer, endpoint, status, fault, seconds }: RequestMeasurement): void {
      all.requests.inc({ endpoint, status, fault });
      all.durations.observe({ endpoint }, seconds);
      if (customer === undefined) return;
      byCustomer.requests.inc({ customer, endpoint, status, fault });
      byCustomer.durations.observe({ customer, endpoint }, seconds);
    },

    countMissingRequests(requests: number): void {
      missingRequests.inc(requests);
    },

    countLeads(customer: string, direction: string, result: MoveResult): void {
      for (const { outcome } of result.leads) leads.inc({ customer, direction, outcome });
    },
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
