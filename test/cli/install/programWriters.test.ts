import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { examineWriters } from "../../../server/cli/install/programWriters.ts";
import { writeWhole } from "../../../server/cli/install/writeWhole.ts";

/** A temporary folder with a plugin that only the current user can write to. */
function useProgram(): () => string {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "dearchive-writers-"));
    mkdirSync(join(folder, "plugin", "dist"), { recursive: true, mode: 0o755 });
    writeFileSync(join(folder, "plugin", "dist", "main.js"), "", { mode: 0o644 });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

describe("A file that install writes", () => {
  const folder = useProgram();

  it("is never written through a symlink at its temporary name", () => {
    const [victim, path] = [join(folder(), "victim"), join(folder(), "x.service")];
    writeFileSync(victim, "theirs");
    for (const target of [victim, join(folder(), "missing")]) {
      rmSync(path, { force: true });
      symlinkSync(target, `${path}.new`);
      writeWhole(path, "ours");
      expect(readFileSync(path, "utf8")).to.equal("ours");
      expect(lstatSync(path).isSymbolicLink()).to.equal(false);
    }
    expect(readFileSync(victim, "utf8")).to.equal("theirs");
    expect(readdirSync(folder()).sort()).to.deep.equal(["plugin", "victim", "x.service"]);
  });

  it("replaces a symlink at its own path, and leaves the symlink's target alone", () => {
    const [victim, path] = [join(folder(), "victim"), join(folder(), "x.service")];
    writeFileSync(victim, "theirs");
    symlinkSync(victim, path);
    writeWhole(path, "ours");
    expect(lstatSync(path).isSymbolicLink()).to.equal(false);
    expect(readFileSync(victim, "utf8")).to.equal("theirs");
  });

  it("is readable by all and writable only by its owner, regardless of the previous file and the umask", () => {
    const path = join(folder(), "x.service");
    writeFileSync(path, "old", { mode: 0o666 });
    chmodSync(path, 0o666);
    const umask = process.umask(0o077);
    try {
      writeWhole(path, "ours");
    } finally {
      process.umask(umask);
    }
    const { mode, uid } = lstatSync(path);
    expect(mode & 0o777).to.equal(0o644);
    expect(uid).to.equal(process.getuid?.());
  });

  it("leaves no temporary file behind when it cannot be written", () => {
    const path = join(folder(), "taken");
    mkdirSync(join(path, "inside"), { recursive: true });
    expect(() => writeWhole(path, "ours")).to.throw();
    expect(readdirSync(folder()).sort()).to.deep.equal(["plugin", "taken"]);
  });
});

describe("The program that install runs as a service", () => {
  const folder = useProgram();
  const examine = (dryRun = false) =>
    examineWriters(
      {
        folder: join(folder(), "plugin"),
        node: process.execPath,
        unit: "/etc/systemd/system/vicidial-dearchive.service",
      },
      dryRun,
    );

  function expectRefused(path: string, who: RegExp): void {
    const [found, ...others] = examine();
    expect(others).to.deep.equal([]);
    expect(found).to.include({ check: "service", level: "broken" });
    expect(found?.message).to.include(`${path}: `).and.match(who);
    expect(found?.fix.join("\n"))
      .to.match(/chown (-R )?root:root '/)
      .and.match(/chmod (-R )?go-w '/);
  }

  it("is accepted when only root and the installing user can write to it", () => {
    expect(examine()).to.deep.equal([]);
  });

  for (const [what, mode, who] of [
    ["any user", 0o757, /every user can write to it/],
    ["a group", 0o775, /group \d+ can write to it/],
  ] as const) {
    for (const part of [".", "plugin", "plugin/dist", "plugin/dist/main.js"])
      it(`is refused when ${what} can write to ${part === "." ? "the parent folder" : part}`, () => {
        const path = join(folder(), part);
        chmodSync(path, mode);
        expectRefused(path, who);
      });
  }

  it("is refused when it belongs to another user, with the commands that fix this", function () {
    if (process.getuid?.() !== 0) this.skip();
    const path = join(folder(), "plugin", "dist", "main.js");
    chownSync(path, 65_534, 65_534);
    expectRefused(path, /user 65534 owns it/);
    expect(examine()[0]?.fix).to.deep.equal([
      `chown -R root:root '${join(folder(), "plugin")}'`,
      `chmod -R go-w '${join(folder(), "plugin")}'`,
    ]);
  });

  it("only causes a warning in a dry run, which says that the real install refuses", () => {
    chmodSync(join(folder(), "plugin"), 0o777);
    expect(examine(true)[0]?.level).to.equal("warning");
    expect(examine(true)[0]?.message).to.match(/without --dry-run this is refused/);
  });
});
