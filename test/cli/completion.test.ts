import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { useFiles } from "../support/files.ts";
import { runInProcess } from "../support/inProcess.ts";

describe("vicidial-dearchive completion", () => {
  const file = useFiles();
  const scripts = new Map<string, string>();

  before(async () => {
    for (const shell of ["bash", "zsh", "fish"]) {
      const { code, stdout } = await runInProcess(["completion", shell], {});
      expect(code).to.equal(0);
      scripts.set(shell, stdout);
    }
  });

  /** Returns what bash offers for the last word, as its completion does on Tab. */
  function offered(...words: readonly string[]): readonly string[] {
    const path = file("completion.bash", scripts.get("bash") ?? "");
    const code = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
      _vicidial_dearchive; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const args = ["-c", code, "bash", path, "vicidial-dearchive", ...words];
    return execFileSync("bash", args, { encoding: "utf8" })
      .split("\n")
      .filter((word) => word !== "");
  }

  it("completes commands, subcommands, options and their values in bash", () => {
    expect(offered("ke")).to.deep.equal(["keys"]);
    expect(offered("keys", "")).to.include.members(["create", "list", "revoke"]);
    expect(offered("keys", "create", "--la")).to.deep.equal(["--label"]);
    expect(offered("keys", "create", "--label", "run", "--exp")).to.deep.equal(["--expires"]);
    expect(offered("hours", "set", "office", "--mode", "refuse_i")).to.deep.equal(["refuse_inside"]);
    expect(offered("hours", "set", "office", "--mode", "=", "of")).to.deep.equal(["off"]);
    expect(offered("completion", "z")).to.deep.equal(["zsh"]);
  });

  it("completes file names in bash where an option takes a file, and nothing where it takes free text", () => {
    const path = file("my leads.csv", "");
    expect(offered("run", "--ids", path.slice(0, -4))).to.deep.equal([path]);
    expect(offered("keys", "create", "--label", "")).to.deep.equal([]);
  });

  it("has the same commands for zsh and fish", () => {
    for (const shell of ["zsh", "fish"])
      for (const word of ["keys", "revoke", "refuse_outside", "restore a list of leads"])
        expect(scripts.get(shell), shell).to.include(word);
    expect(scripts.get("zsh")).to.match(/^#compdef vicidial-dearchive\n/);
  });

  it("refuses an unknown shell", async () => {
    const { code, stderr } = await runInProcess(["completion", "ksh"], {});
    expect(code).to.equal(64);
    expect(stderr).to.match(/Allowed choices are bash, zsh, fish/);
  });
});
