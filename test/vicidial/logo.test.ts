import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { findLogo } from "../../server/vicidial/logo.ts";
import { useFiles } from "../support/files.ts";

const NEW = "images/vicidial_admin_web_logo.png";
const OLD = "vicidial_admin_web_logo.gif";

describe("The logo of Vicidial's administration", () => {
  const file = useFiles();

  it("is the one that the screen colors name, or the stock logo if its file is missing", () => {
    const folder = join(file("web", ""), "..", "vicidial");
    mkdirSync(join(folder, "images"), { recursive: true });
    for (const each of [NEW, OLD, "images/vicidial_admin_web_logoACME.png"])
      writeFileSync(join(folder, each), "");
    expect(findLogo("default_new", folder)).to.equal(NEW);
    expect(findLogo("default_old", folder)).to.equal(OLD);
    expect(findLogo("ACME.png", folder)).to.equal("images/vicidial_admin_web_logoACME.png");
    expect(findLogo("gone.png", folder)).to.equal(NEW);
    expect(findLogo("/../../etc/passwd", folder)).to.equal(NEW);
    rmSync(join(folder, OLD));
    expect(findLogo("default_old", folder)).to.equal(NEW);
    rmSync(join(folder, NEW));
    expect(findLogo("default_new", folder), "no logo at all").to.equal(null);
  });

  it("is taken from the settings if Vicidial's web server is another host", () => {
    expect(findLogo("ACME.png", "/nowhere/vicidial")).to.equal("images/vicidial_admin_web_logoACME.png");
    expect(findLogo("default_old", "/nowhere/vicidial")).to.equal(OLD);
  });
});
