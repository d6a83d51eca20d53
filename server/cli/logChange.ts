import { type AdminEvent, createAdminLog } from "../vicidial/adminLog.ts";
import { INSTALLER } from "../vicidial/menuLink.ts";
import { withCustomer } from "./customerAccess.ts";

const ACTOR = { user: INSTALLER, address: "127.0.0.1" };

/** Records a change in the admin log of the customer's Vicidial. Warns if it cannot, because the change is already done. */
export async function logChange(customer: string, event: AdminEvent): Promise<void> {
  await withCustomer(customer, (db, { vicidialDatabase }) =>
    createAdminLog(db, vicidialDatabase)(event, ACTOR, new Date()),
  ).catch(() => process.stderr.write("The change is missing in Vicidial's admin log.\n"));
}
