// Boxes drawn on a photo fill in the numbers; the numbers typed draw the boxes. The form works without this.
const canvas = document.querySelector("[data-boxes]");
const rows = [...document.querySelectorAll("[data-box]")].map((row) => [...row.querySelectorAll("input")]);

if (canvas && rows.length) {
  const picture = canvas.querySelector("img");
  const over = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const [width, height] = [Number(canvas.dataset.width), Number(canvas.dataset.height)];
  over.setAttribute("viewBox", `0 0 ${width} ${height}`);
  over.setAttribute("aria-hidden", "true");
  picture.draggable = false;
  canvas.append(over);

  const drawn = (numbers) => {
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of [["x", numbers[0]], ["y", numbers[1]], ["width", numbers[2]], ["height", numbers[3]]]) {
      rect.setAttribute(name, value);
    }
    over.append(rect);
  };
  const draw = () => {
    over.replaceChildren();
    for (const row of rows) {
      const numbers = row.map((field) => Number(field.value));
      if (row.every((field) => field.value.trim()) && numbers.every(Number.isFinite)) drawn(numbers);
    }
  };
  const at = (event) => {
    const box = picture.getBoundingClientRect();
    const x = Math.round(((event.clientX - box.left) / box.width) * width);
    const y = Math.round(((event.clientY - box.top) / box.height) * height);
    return [Math.min(Math.max(x, 0), width), Math.min(Math.max(y, 0), height)];
  };
  let from = null;
  let row = null;
  const fill = (event) => {
    const to = at(event);
    const corner = [Math.min(from[0], to[0]), Math.min(from[1], to[1])];
    const size = [Math.abs(from[0] - to[0]), Math.abs(from[1] - to[1])];
    row.forEach((field, place) => { field.value = [...corner, ...size][place]; });
    draw();
  };
  canvas.addEventListener("pointerdown", (event) => {
    row = rows.find((one) => one.every((field) => !field.value.trim()));
    if (!row || event.button) return;
    from = at(event);
    canvas.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => { if (from) fill(event); });
  canvas.addEventListener("pointerup", (event) => {
    if (!from) return;
    fill(event);
    if (!Number(row[2].value) || !Number(row[3].value)) for (const field of row) field.value = "";
    from = null;
    draw();
  });
  for (const field of rows.flat()) field.addEventListener("input", draw);
  for (const button of document.querySelectorAll("[data-clear]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const field of rows.flat()) field.value = "";
      draw();
    });
  }
  draw();
}
