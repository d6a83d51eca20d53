import { createHmac } from "node:crypto";

/** Signatures of webhooks. Source: Standard Webhooks 1.0.0, symmetric scheme. */

/** Marks a signing secret in the form that the standard's libraries take. */
const SECRET_PREFIX = "whsec_";

/**
 * Derives the signing secret of a webhook: 32 bytes. Deriving it keeps it out of the table that administrators and reports
 * read, and still lets every instance sign.
 *
 * @param siteSecret the secret of this installation, in dearchive_settings
 * @param nonce random, new with each rotation
 */
export function signingSecret(siteSecret: Buffer, nonce: Buffer): Buffer {
  return createHmac("sha256", siteSecret).update("webhook\0").update(nonce).digest();
}

/** Returns a secret as the receiver has to enter it. */
export function secretText(secret: Buffer): string {
  return SECRET_PREFIX + secret.toString("base64");
}

/** A message as it is signed. */
export interface SignedMessage {
  readonly id: string;
  /** Time of the attempt, in seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/** Returns the headers of a message. With several secrets, each signs it: the receiver knows one of them. Pure. */
export function signedHeaders({ id, timestamp, body }: SignedMessage, secrets: readonly Buffer[]) {
  const signatures = secrets.map((secret) => {
    const hmac = createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`);
    return `v1,${hmac.digest("base64")}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
  };
}
