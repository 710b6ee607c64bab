// Names in the picture, placed so that none covers another; what finds no room waits until one zooms in.

const FONT = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', system-ui, sans-serif";
const LABEL_LIMIT = 140;
const measure = document.createElement("canvas").getContext("2d");
const widths = new Map();

const fontOf = (size, weight) => `${weight} ${size}px ${FONT}`;

function widthOf(words, font) {
  const key = `${font}|${words}`;
  if (!widths.has(key)) {
    measure.font = font;
    widths.set(key, measure.measureText(words).width);
  }
  return widths.get(key);
}

const shortened = (words, length = 30) => ([...words].length > length ? `${[...words].slice(0, length - 1).join("")}…` : words);

/** Boxes that are taken, found through a coarse grid. */
class Taken {
  constructor() { this.cells = new Map(); }

  *keys([x0, y0, x1, y1]) {
    for (let x = Math.floor(x0 / 80); x <= Math.floor(x1 / 80); x += 1)
      for (let y = Math.floor(y0 / 80); y <= Math.floor(y1 / 80); y += 1) yield x * 100003 + y;
  }

  add(box) {
    for (const key of this.keys(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    }
  }

  /** The area in which the box covers others; `own` is not counted. */
  overlap(box, own) {
    const seen = new Set();
    let area = 0;
    for (const key of this.keys(box)) for (const other of this.cells.get(key) ?? []) {
      if (other === own || seen.has(other)) continue;
      seen.add(other);
      area += Math.max(0, Math.min(box[2], other[2]) - Math.max(box[0], other[0])) * Math.max(0, Math.min(box[3], other[3]) - Math.max(box[1], other[1]));
    }
    return area;
  }
}

/**
 * Place names beside discs. Each item is {n, x, y, r, disc, words, size, weight, rank, must}, in pixels of the screen;
 * `discs` holds what else is in the way, the last is the size of the screen. Gives those that found room, with the
 * middle of their text as tx, ty.
 */
function placeLabels(items, discs, [width_, height_]) {
  const names = new Taken();
  const placed = [];
  for (const item of [...items].sort((a, b) => b.rank - a.rank || a.n - b.n)) {
    if (placed.length >= LABEL_LIMIT && !item.must) break;
    const width = widthOf(item.words, fontOf(item.size, item.weight)), height = item.size * 1.15, { x, y, r } = item;
    const dx = r + 4 + width / 2, dy = r + 3 + height / 2, side = r * 0.7 + 3 + width / 2, up = r * 0.7 + height / 2;
    let best = null;
    for (const [tx, ty] of [[x, y + dy], [x + dx, y], [x - dx, y], [x, y - dy], [x + side, y + up], [x - side, y + up], [x + side, y - up], [x - side, y - up]]) {
      const box = [tx - width / 2 - 2, ty - height / 2, tx + width / 2 + 2, ty + height / 2];
      const outside = Math.max(0, 3 - box[0]) + Math.max(0, box[2] - width_ + 3) + Math.max(0, box[3] - height_ + 3);
      const cost = names.overlap(box) * 3 + discs.overlap(box, item.disc) + (x > 0 && x < width_ ? outside * 40 : 0);
      if (!best || cost < best.cost) best = { tx, ty, box, cost };
      if (cost === 0) break;
    }
    // A name may touch a mark or a disc a little before it is left out, but never another name.
    const room = names.overlap(best.box) === 0 && best.cost < width * height * 0.16;
    if (!room && !item.must) continue;
    names.add(best.box);
    placed.push(Object.assign(item, { tx: best.tx, ty: best.ty, box: best.box }));
  }
  return { placed, names };
}

/** Words along lines, where they cover neither name nor disc. */
function placeWords(items, { names, discs }) {
  return items.filter((item) => {
    const width = widthOf(item.words, fontOf(11, 400));
    item.box = [item.x - width / 2 - 3, item.y - 7, item.x + width / 2 + 3, item.y + 7];
    if (names.overlap(item.box) + discs.overlap(item.box) > 0) return false;
    names.add(item.box);
    return true;
  });
}

/** Where on its line a mark goes: in the middle, or a little aside where something lies there. */
function placeMark(spots, radius, discs) {
  let best = null;
  for (const [x, y] of spots) {
    const box = [x - radius, y - radius, x + radius, y + radius], cost = discs.overlap(box);
    if (!best || cost < best.cost) best = { x, y, box, cost };
    if (cost === 0) break;
  }
  discs.add(best.box);
  return best;
}
