import type { ScreenColors } from "../../vicidial/screenColors.ts";

/** Adapts the installation's colors so that text keeps the contrast of WCAG AA. Pure. */

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

/** Returns the WCAG contrast ratio of two colors (1 to 21). */
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

/** Returns the more readable text color: white or near-black. */
function textOn(background: string): string {
  return contrast(LIGHT, background) >= contrast(DARK, background) ? LIGHT : DARK;
}

/** Darkens a color until it is readable on every background. */
function readableOn(color: string, backgrounds: readonly string[]): string {
  for (let share = 0; share < 1; share += 0.1) {
    const darker = mix(color, "000000", share);
    if (backgrounds.every((background) => contrast(darker, background) >= AA)) return darker;
  }
  return DARK;
}

/** Returns the colors as CSS variables. */
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
