import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import type { Context } from "koa";
import { PageError, refusePage } from "./pageErrors.ts";

const TYPE = "multipart/form-data";
/** Fits 100,000 leads with a few columns, and uploads over a slow line within the request timeout. */
const FILE_BYTES = 10 * 1024 * 1024;
const FIELD_BYTES = 2 * 1024 * 1024;
const LIMITS = { files: 1, fields: 20, parts: 21, fileSize: FILE_BYTES, fieldSize: FIELD_BYTES };

/** An uploaded file. */
export interface Upload {
  readonly name: string;
  readonly content: Buffer;
}

export interface UploadForm {
  readonly form: URLSearchParams;
  /** Null if no file was chosen. */
  readonly upload: Upload | null;
}

function newParser(ctx: Context) {
  try {
    return new Busboy({
      headers: { ...ctx.req.headers, "content-type": ctx.get("Content-Type") },
      limits: LIMITS,
    });
  } catch (error) {
    return refusePage({ code: "form_unreadable" }, error);
  }
}

/** Reads a file; returns undefined if it exceeds the size limit. */
async function bytesOf(stream: BusboyFileStream): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return stream.truncated ? undefined : Buffer.concat(chunks);
}

/**
 * Reads a posted form with an optional file.
 *
 * @throws PageError form_unreadable, form_too_large
 */
export async function readUploadForm(ctx: Context): Promise<UploadForm> {
  if (!ctx.request.is([TYPE])) refusePage({ code: "form_unreadable" });
  const parser = newParser(ctx);
  const form = new URLSearchParams();
  let file: Promise<Upload | undefined> | undefined;
  let isTooLarge = false;
  const tooLarge = () => {
    isTooLarge = true;
  };
  parser.on("field", (name: string, value: string, _: boolean, isCut: boolean) => {
    if (isCut) tooLarge();
    form.append(name, value);
  });
  parser.on("file", (_: string, stream: BusboyFileStream, name: string | undefined) => {
    file = bytesOf(stream).then((content) => content && { name: name ?? "", content });
    // Prevents an unhandled rejection; the error is thrown where the promise is awaited.
    file.catch(() => undefined);
  });
  for (const limit of ["filesLimit", "fieldsLimit", "partsLimit"] as const) parser.on(limit, tooLarge);
  try {
    await new Promise<void>((done, failed) => {
      parser.once("error", failed).once("finish", done);
      ctx.req.once("aborted", () => failed(new Error("client disconnected during the upload")));
      ctx.req.pipe(parser);
    });
    const upload = await file;
    if (isTooLarge || (file && !upload)) refusePage({ code: "form_too_large" });
    // Browsers send a file without a name if none was chosen.
    return { form, upload: upload && upload.name !== "" ? upload : null };
  } catch (error) {
    if (error instanceof PageError) throw error;
    return refusePage({ code: "form_unreadable" }, error);
  }
}
