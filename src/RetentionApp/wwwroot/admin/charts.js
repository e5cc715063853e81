// Lines or bars over days and months. The numbers are read from the table beside the chart, so both always say the same.
let charts = [];

export async function drawCharts() {
  const canvases = [...document.querySelectorAll("canvas[data-chart]")].filter((canvas) => !canvas.dataset.drawn);
  if (canvases.length === 0) return;
  canvases.forEach((canvas) => { canvas.dataset.drawn = "true"; });
  await import("../vendor/chart.js");
  canvases.filter((canvas) => canvas.isConnected).forEach((canvas) => charts.push(draw(canvas)));
}

export function dropCharts() {
  charts.forEach((chart) => chart.destroy());
  charts = [];
  document.querySelectorAll("canvas[data-drawn]").forEach((canvas) => delete canvas.dataset.drawn);
}

function draw(canvas) {
  const table = document.getElementById(canvas.dataset.chart);
  const rows = [...table.tBodies[0].rows];
  const style = getComputedStyle(document.documentElement);
  const strong = style.getPropertyValue("--p-color-bg-fill-emphasis").trim();
  const text = style.getPropertyValue("--p-color-text-secondary").trim();
  const line = style.getPropertyValue("--p-color-border-secondary").trim();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const font = { family: getComputedStyle(document.body).fontFamily, size: 11 };
  return new window.Chart(canvas, {
    type: "bars" in canvas.dataset ? "bar" : "line",
    data: {
      labels: rows.map((row) => row.cells[0].textContent),
      datasets: columns(canvas, table).map(({ label, cell }, n) =>
        series(label, rows.map((row) => Number(row.cells[cell].dataset.value)), n === 0 ? strong : "#9ec2f0", n === 0 || "bars" in canvas.dataset ? [] : [4, 4], "bars" in canvas.dataset)),
    },
    options: {
      locale: document.documentElement.lang,
      animation: still ? false : { duration: 300 },
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      scales: {
        x: { grid: { display: false }, border: { display: false }, ticks: { color: text, font, maxTicksLimit: "groups" in canvas.dataset ? 12 : 6, maxRotation: "groups" in canvas.dataset ? 40 : 0 } },
        y: { beginAtZero: true, grid: { color: line }, border: { display: false }, ticks: { color: text, font, precision: 0, maxTicksLimit: 5 } },
      },
      plugins: {
        legend: { position: "bottom", align: "start", labels: { color: text, font: { ...font, size: 12 }, usePointStyle: true, pointStyle: "bars" in canvas.dataset ? "rect" : "line", boxWidth: 24 } },
        tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${item.formattedValue}` } },
      },
    },
  });
}

// Which columns are drawn: those the canvas names, else this period's and the previous one's.
function columns(canvas, table) {
  const heads = [...table.tHead.rows[0].cells];
  const cells = canvas.dataset.columns ? canvas.dataset.columns.split(",").map((name) => heads.findIndex((head) => head.dataset.column === name)) : [1, 3];
  return cells.map((cell) => ({ label: heads[cell].textContent, cell }));
}

function series(label, data, color, dash, isBar) {
  return { label, data, borderColor: color, backgroundColor: color, borderDash: dash, borderWidth: isBar ? 0 : 2, maxBarThickness: 48, pointRadius: data.length === 1 ? 4 : 0, pointHoverRadius: 4, cubicInterpolationMode: "monotone" };
}
