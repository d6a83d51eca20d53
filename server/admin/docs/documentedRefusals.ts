/** What a call may be refused with, in the order in which it is checked. */
export const REFUSALS = [
  {
    status: 401,
    message: "unable to validate api user",
    mend: "Check the key: it may be mistyped, revoked, expired or used from elsewhere, or its Vicidial user may have lost a right. The server's log names the reason.",
  },
  {
    status: 403,
    message: "api cannot be executed during office hours time condition",
    mend: "Wait as many seconds as Retry-After says.",
  },
  {
    status: 400,
    message: "insert_leads must be a boolean value",
    mend: "Send true or false, without quotes.",
  },
  {
    status: 400,
    message: "delete_leads must be a boolean value",
    mend: "Send true or false, without quotes.",
  },
  {
    status: 400,
    message: "lead_ids must only contain integer values",
    mend: "Send numbers, without quotes; the answer lists the offenders.",
  },
  { status: 400, message: "lead_ids must contain atleast 1 value", mend: "Name at least one lead." },
  {
    status: 400,
    message: "lead_ids cannot exceed 500 values",
    mend: "Send smaller batches; the message names your key's limit.",
  },
  {
    status: 400,
    message: "lead_ids cannot contain duplicate values",
    mend: "Name each lead once; the answer lists the offenders.",
  },
  {
    status: 400,
    message: "lead_ids does not exist",
    mend: "These leads are not in the archive, or not in lists of the key's user. Nothing was changed: leave them out and send the rest again.",
  },
] as const;
