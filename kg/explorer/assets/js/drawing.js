// The view as SVG: the same places, colours, names and marks as on the canvas.

function viewAsSvg() {
  const { width, height, scale, project } = projection();
  const text = (words, x, y, props) => svg("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": "middle", "dominant-baseline": "central", "paint-order": "stroke", stroke: colours.paper, "stroke-width": 3, "stroke-linejoin": "round", "font-family": FONT, ...props, text: words });
  const drawn = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` },
    svg("title", { text: R.title }), svg("rect", { width, height, fill: colours.paper }));
  for (const line of view.lines) {
    const a = project(view.nodes.get(line.from)), b = project(view.nodes.get(line.to)), middle = middleOf(line);
    const bend = middle?.via ? project(middle.via) : null;
    const item = lineSet.get(line.key);
    drawn.append(svg("path", {
      d: bend ? `M${pair(a)} Q${pair(bend)} ${pair(b)}` : `M${pair(a)} L${pair(b)}`, fill: "none",
      stroke: item?.color.color ?? colours.line, "stroke-width": ((item?.width ?? 1) * scale).toFixed(2), ...(line.hedged ? { "stroke-dasharray": "5 4" } : {}),
    }));
    if (!line.merged) drawn.append(arrowHead(bend ?? a, b, radiusOf(line.to) * scale, item?.color.color ?? colours.line));
  }
  for (const [n, spot] of view.nodes) {
    const [x, y] = project(spot), item = nodeSet.get(n);
    drawn.append(shapeElement(item.shape, x, y, item.size * scale, { fill: item.color.background, stroke: colours.paper, "stroke-width": 1.5 }));
  }
  const { names: named, marks, words } = annotations();
  for (const { x, y, mark, stance } of marks) {
    drawn.append(svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 5.5, fill: stance > 0 ? colours.for : stance < 0 ? colours.against : colours.muted }),
      svg("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": "middle", "dominant-baseline": "central", "font-family": FONT, "font-size": 11, "font-weight": 700, fill: colours.paper, text: mark }));
  }
  for (const { words: said, x, y } of words) drawn.append(text(said, x, y, { "font-size": 11, "font-style": "italic", fill: colours.muted }));
  for (const { words: name, tx, ty, size, weight } of named) drawn.append(text(name, tx, ty, { "font-size": size, "font-weight": weight, fill: colours.ink }));
  return new XMLSerializer().serializeToString(drawn);
}

const pair = ([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`;

function arrowHead(from, to, radius, colour) {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  const tip = [to[0] - Math.cos(angle) * (radius + 1), to[1] - Math.sin(angle) * (radius + 1)];
  const corner = (turn) => [tip[0] - 6 * Math.cos(angle + turn), tip[1] - 6 * Math.sin(angle + turn)];
  return svg("polygon", { points: [tip, corner(0.4), corner(-0.4)].map(pair).join(" "), fill: colour });
}

/** The drawing as a bitmap, twice as fine as the screen. */
function viewAsPng() {
  const { width, height } = projection();
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => {
      const canvas = el("canvas", { width: width * 2, height: height * 2 });
      canvas.getContext("2d").drawImage(image, 0, 0, width * 2, height * 2);
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser could not make the picture"))), "image/png");
    };
    image.onerror = () => reject(new Error("The browser could not draw the picture"));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(viewAsSvg())}`;
  });
}
