// What part of the picture is seen.

/** The part of the canvas that nothing lies over, in pixels. */
function freeArea() {
  const { clientWidth: width, clientHeight: height } = container;
  const narrow = width < 560;
  return { width, height, left: narrow ? 36 : 80, right: narrow ? 36 : 80, top: narrow ? 92 : 76, bottom: narrow ? 118 : 154 };
}

function fitTo(numbers, animate = true) {
  const spots = numbers.map((n) => view.nodes.get(n)).filter(Boolean);
  if (!spots.length) return;
  const [x0, y0, x1, y1] = spots.reduce(([a, b, c, d], [x, y]) => [Math.min(a, x), Math.min(b, y), Math.max(c, x), Math.max(d, y)], [Infinity, Infinity, -Infinity, -Infinity]);
  const area = freeArea();
  const scale = Math.min(1.15, (area.width - area.left - area.right) / Math.max(60, x1 - x0), (area.height - area.top - area.bottom) / Math.max(60, y1 - y0));
  const position = { x: (x0 + x1) / 2 + (area.right - area.left) / 2 / scale, y: (y0 + y1) / 2 + (area.bottom - area.top) / 2 / scale };
  network.moveTo({ position, scale, animation: animate && !calm && !isLarge() ? { duration: 350, easingFunction: "easeInOutQuad" } : false });
}

const fitAll = (animate) => fitTo([...view.nodes.keys()], animate);

/** Bring an entity into sight without moving the camera more than needed. */
function reveal(numbers) {
  const { width, height } = container.getBoundingClientRect();
  const inside = numbers.every((n) => {
    const spot = view.nodes.get(n);
    if (!spot) return true;
    const at = network.canvasToDOM({ x: spot[0], y: spot[1] });
    return at.x > 30 && at.y > 30 && at.x < width - 30 && at.y < height - 80;
  });
  if (!inside) fitAll();
}

function zoomBy(factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: calm || isLarge() ? false : { duration: 160, easingFunction: "easeOutQuad" } });
}

/** Where things are on the canvas now, in pixels: what drawing, export and tests need. */
function projection() {
  const scale = network.getScale(), centre = network.getViewPosition();
  const { clientWidth: width, clientHeight: height } = container;
  return { scale, width, height, project: ([x, y]) => [(x - centre.x) * scale + width / 2, (y - centre.y) * scale + height / 2] };
}
