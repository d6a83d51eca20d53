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

/** A folder of one test, with a plugin in it that nobody else may write. */
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

describe("What install writes", () => {
  const folder = useProgram();

  it("never goes where a symlink beside the file leads", () => {
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

  it("replaces a symlink at the file itself, and leaves its target alone", () => {
    const [victim, path] = [join(folder(), "victim"), join(folder(), "x.service")];
    writeFileSync(victim, "theirs");
    symlinkSync(victim, path);
    writeWhole(path, "ours");
    expect(lstatSync(path).isSymbolicLink()).to.equal(false);
    expect(readFileSync(victim, "utf8")).to.equal("theirs");
  });

  it("may be read by all and written by its owner, whatever stood there and whatever the umask", () => {
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

  it("leaves nothing half written beside a file that could not be replaced", () => {
    const path = join(folder(), "taken");
    mkdirSync(join(path, "inside"), { recursive: true });
    expect(() => writeWhole(path, "ours")).to.throw();
    expect(readdirSync(folder()).sort()).to.deep.equal(["plugin", "taken"]);
  });
});

describe("The program that install makes a service of", () => {
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

  it("is taken where only root and the installing user may write it", () => {
    expect(examine()).to.deep.equal([]);
  });

  for (const [what, mode, who] of [
    ["all users", 0o757, /every user may write it/],
    ["a group", 0o775, /group \d+ may write it/],
  ] as const) {
    for (const part of [".", "plugin", "plugin/dist", "plugin/dist/main.js"])
      it(`is refused where ${what} may write ${part === "." ? "the folder above" : part}`, () => {
        const path = join(folder(), part);
        chmodSync(path, mode);
        expectRefused(path, who);
      });
  }

  it("is refused where it belongs to another user, with the way to mend it", function () {
    if (process.getuid?.() !== 0) this.skip();
    const path = join(folder(), "plugin", "dist", "main.js");
    chownSync(path, 65_534, 65_534);
    expectRefused(path, /user 65534 owns it/);
    expect(examine()[0]?.fix).to.deep.equal([
      `chown -R root:root '${join(folder(), "plugin")}'`,
      `chmod -R go-w '${join(folder(), "plugin")}'`,
    ]);
  });

  it("is a warning in a dry run, which says that the real one refuses", () => {
    chmodSync(join(folder(), "plugin"), 0o777);
    expect(examine(true)[0]?.level).to.equal("warning");
    expect(examine(true)[0]?.message).to.match(/without --dry-run this is refused/);
  });
});
