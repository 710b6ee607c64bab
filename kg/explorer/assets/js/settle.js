// Places for entities that come into a picture which already stands: those that are there do not move.

/** Give places to `fresh` (numbers); `fixed` maps numbers to [x, y], `links` are [a, b]. The same input gives the same places. */
function settle(fresh, fixed, links) {
  const spots = new Map([...fixed].map(([n, spot]) => [n, [...spot]]));
  const beside = new Map(fresh.map((n) => [n, []]));
  for (const [a, b] of links) {
    if (beside.has(a)) beside.get(a).push(b);
    if (beside.has(b)) beside.get(b).push(a);
  }
  const middle = [...fixed.values()].reduce(([x, y], spot) => [x + spot[0] / fixed.size, y + spot[1] / fixed.size], [0, 0]);
  fresh.forEach((n, order) => {
    const known = beside.get(n).filter((other) => fixed.has(other)).map((other) => fixed.get(other));
    const base = known.length ? known.reduce(([x, y], [u, v]) => [x + u / known.length, y + v / known.length], [0, 0]) : middle;
    const outward = Math.atan2(base[1] - middle[1], base[0] - middle[0]) || 0;
    const angle = outward + (order % 2 ? 1 : -1) * Math.ceil(order / 2) * (Math.PI / Math.max(6, fresh.length));
    const far = 110 + 26 * Math.floor(order / 9);
    spots.set(n, [base[0] + Math.cos(angle) * far, base[1] + Math.sin(angle) * far]);
  });
  const all = [...spots.keys()];
  const steps = fresh.length > 150 ? 20 : 120;
  for (let step = 0; step < steps; step += 1) {
    const heat = 18 * (1 - step / steps) + 1;
    for (const n of fresh) {
      const here = spots.get(n);
      let fx = 0, fy = 0;
      for (const other of all) {
        if (other === n) continue;
        const dx = here[0] - spots.get(other)[0], dy = here[1] - spots.get(other)[1];
        const d2 = dx * dx + dy * dy + 1;
        if (d2 < 90000) { fx += (dx / d2) * 4200; fy += (dy / d2) * 4200; }
      }
      for (const other of beside.get(n)) {
        const spot = spots.get(other);
        if (!spot) continue;
        const dx = spot[0] - here[0], dy = spot[1] - here[1], d = Math.hypot(dx, dy) || 1;
        fx += (dx / d) * (d - 100) * 0.6; fy += (dy / d) * (d - 100) * 0.6;
      }
      const length = Math.hypot(fx, fy) || 1, move = Math.min(heat, length * 0.2);
      here[0] += (fx / length) * move; here[1] += (fy / length) * move;
    }
  }
  return new Map(fresh.map((n) => [n, spots.get(n).map(Math.round)]));
}
