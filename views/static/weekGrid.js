import { fillIn } from "./pageText.js";
import { DAY, DAYS, fillOf, formatWindows, paint, parseWindows } from "./weekText.js";

// Draws a week as a grid of half hours. The text fields stay the source of truth: drawing writes them, typing redraws the grid.

const CELL = 30;
const COLUMNS = DAY / CELL;
const PRESSED = { none: "false", part: "mixed", spill: "mixed", full: "true" };
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function clock(minutes) {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

function makeCells(row, name, texts) {
  const holder = row.querySelector("[data-cells]");
  holder.setAttribute("role", "group");
  holder.setAttribute("aria-label", fillIn(texts.halfHours, name));
  holder.setAttribute("aria-describedby", "grid-help");
  return Array.from({ length: COLUMNS }, (_, column) => {
    const cell = document.createElement("button");
    cell.type = "button";
    cell.className = "cell";
    cell.tabIndex = -1;
    cell.dataset.column = column;
    const label = fillIn(texts.halfHour, name, clock(column * CELL), clock((column + 1) * CELL));
    cell.setAttribute("aria-label", label);
    cell.title = label;
    holder.append(cell);
    return cell;
  });
}

/** Adds the grid to the text fields of a week. */
export function createWeekGrid(root) {
  const rows = DAYS.map((day) => root.querySelector(`[data-day="${day}"]`));
  const fields = rows.map((row) => row.querySelector("input"));
  const cells = rows.map((row) => makeCells(row, row.querySelector("label").textContent, root.dataset));
  let week = {};
  let focused = [0, 18];

  function read() {
    week = Object.fromEntries(
      DAYS.map((day, index) => {
        const windows = parseWindows(fields[index].value);
        rows[index].classList.toggle("unread", windows === null);
        return [day, windows ?? []];
      }),
    );
  }

  function draw() {
    DAYS.forEach((day, line) => {
      cells[line].forEach((cell, column) => {
        const fill = fillOf(week, day, column * CELL, (column + 1) * CELL);
        cell.dataset.fill = fill;
        cell.setAttribute("aria-pressed", PRESSED[fill]);
      });
    });
  }

  function write(next) {
    DAYS.forEach((day, index) => {
      const text = formatWindows(next[day]);
      if (formatWindows(week[day]) !== text || parseWindows(fields[index].value) === null)
        fields[index].value = next[day].length === 0 ? "" : text;
    });
    read();
    draw();
  }

  /** Fills or clears the rectangle between two cells, starting from the week before the drag. */
  function paintBetween(before, [fromLine, fromColumn], [toLine, toColumn], on) {
    const [top, bottom] = [Math.min(fromLine, toLine), Math.max(fromLine, toLine)];
    const [left, right] = [Math.min(fromColumn, toColumn), Math.max(fromColumn, toColumn)];
    let next = before;
    for (let line = top; line <= bottom; line += 1)
      next = paint(next, DAYS[line], left * CELL, (right + 1) * CELL, on);
    write(next);
  }

  const isFilled = ([line, column]) => ["full", "spill"].includes(cells[line][column].dataset.fill);

  function focus([line, column], move = true) {
    cells[focused[0]][focused[1]].tabIndex = -1;
    focused = [(line + DAYS.length) % DAYS.length, (column + COLUMNS) % COLUMNS];
    const cell = cells[focused[0]][focused[1]];
    cell.tabIndex = 0;
    if (move) cell.focus();
  }

  const isInGrid = ([line, column]) => cells[line]?.[column] !== undefined;

  function cellPosition(target) {
    const cell = target?.closest?.(".cell");
    const line = rows.indexOf(cell?.closest("[data-day]"));
    return line < 0 ? undefined : [line, Number(cell.dataset.column)];
  }

  const clamp = (value, most) => Math.max(0, Math.min(most, value));

  /** Returns the cell closest to the pointer, so that drags can leave the grid. */
  function nearest({ clientX, clientY }) {
    const boxes = cells.map((line) => line[0].parentElement.getBoundingClientRect());
    const below = boxes.findIndex(({ bottom }) => clientY <= bottom);
    const line = below < 0 ? DAYS.length - 1 : below;
    const { left, width } = boxes[line];
    return [line, clamp(Math.floor(((clientX - left) / width) * COLUMNS), COLUMNS - 1)];
  }

  let drawing;

  root.addEventListener("pointerdown", (event) => {
    const start = cellPosition(event.target);
    if (!start || event.button !== 0) return;
    event.preventDefault();
    event.target.releasePointerCapture?.(event.pointerId);
    focus(start);
    drawing = { start, before: week, on: !isFilled(start) };
    paintBetween(week, start, start, drawing.on);
  });
  document.addEventListener("pointermove", (event) => {
    if (drawing) paintBetween(drawing.before, drawing.start, nearest(event), drawing.on);
  });
  for (const end of ["pointerup", "pointercancel"])
    document.addEventListener(end, () => {
      drawing = undefined;
    });

  root.addEventListener("keydown", (event) => {
    const position = cellPosition(event.target);
    if (!position) return;
    const move = MOVES[event.key];
    if (move) {
      const next = [position[0] + move[0], position[1] + move[1]];
      const on = isFilled(position);
      // Only the cursor wraps around. Painting on would fill hours at the other end of the day or week.
      if (!event.shiftKey || isInGrid(next)) focus(next);
      if (event.shiftKey && isInGrid(next)) paintBetween(week, focused, focused, on);
    } else if (event.key === "Home") focus([position[0], 0]);
    else if (event.key === "End") focus([position[0], COLUMNS - 1]);
    else if (event.key === " " || event.key === "Enter")
      paintBetween(week, position, position, !isFilled(position));
    else return;
    event.preventDefault();
  });

  root.addEventListener("input", () => {
    read();
    draw();
  });

  function copyMonday(days) {
    for (const day of days) fields[DAYS.indexOf(day)].value = fields[0].value;
    read();
    draw();
  }

  function clear() {
    for (const field of fields) field.value = "";
    read();
    draw();
  }

  root.classList.add("with-grid");
  read();
  draw();
  focus(focused, false);
  return { copyMonday, clear };
}
