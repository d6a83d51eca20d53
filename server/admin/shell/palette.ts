import type { ScreenColors } from "../../vicidial/screenColors.ts";

/**
 * An installation chooses its own colours, and did not choose them for our text. Whatever they are, what is read keeps
 * the contrast that WCAG AA asks for. Pure.
 */

const AA = 4.5;
const DARK = "10202e";
const LIGHT = "ffffff";

function channels(color: string): readonly [number, number, number] {
  const at = (from: number) => Number.parseInt(color.slice(from, from + 2), 16);
  return [at(0), at(2), at(4)];
}

function luminance(color: string): number {
  const [r, g, b] = channels(color).map((value) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG's contrast between two colours, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function mix(color: string, other: string, share: number): string {
  const [one, two] = [channels(color), channels(other)];
  return one
    .map((value, n) => Math.round(value * (1 - share) + (two[n] ?? 0) * share))
    .map((value) => value.toString(16).padStart(2, "0"))
    .join("");
}

/** White or nearly black, whichever is read better. */
function textOn(background: string): string {
  return contrast(LIGHT, background) >= contrast(DARK, background) ? LIGHT : DARK;
}

/** The colour itself, or as much darker as it must be to be read on every one of these. */
function readableOn(color: string, backgrounds: readonly string[]): string {
  for (let share = 0; share < 1; share += 0.1) {
    const darker = mix(color, "000000", share);
    if (backgrounds.every((background) => contrast(darker, background) >= AA)) return darker;
  }
  return DARK;
}

/** The installation's colours as variables of the pages' style sheet. */
export function styleSheetOf(colors: ScreenColors): string {
  const tint = mix(colors.frame, LIGHT, 0.55);
  const accent = readableOn(colors.menu, [LIGHT, tint]);
  const variables: Readonly<Record<string, string>> = {
    menu: colors.menu,
    "menu-text": textOn(colors.menu),
    frame: colors.frame,
    "frame-text": textOn(colors.frame),
    tint,
    accent,
    "accent-text": textOn(accent),
    button: colors.button,
    "button-text": textOn(colors.button),
    ...Object.fromEntries(colors.rows.map((color, n) => [`row${n + 1}`, color])),
    ...Object.fromEntries(colors.highlights.map((color, n) => [`alt${n + 1}`, color])),
  };
  const lines = Object.entries(variables).map(([name, color]) => `  --${name}: #${color};`);
  return `:root {\n${lines.join("\n")}\n}\n`;
}
