// Lines over days, and bars over groups. The numbers are read from the table beside the chart, so both always say the same.
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
  const [, current, , previous] = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const style = getComputedStyle(document.documentElement);
  const strong = style.getPropertyValue("--p-color-bg-fill-emphasis").trim();
  const text = style.getPropertyValue("--p-color-text-secondary").trim();
  const line = style.getPropertyValue("--p-color-border-secondary").trim();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const font = { family: getComputedStyle(document.body).fontFamily, size: 11 };
  const isBar = canvas.dataset.kind === "bar";
  return new window.Chart(canvas, {
    type: isBar ? "bar" : "line",
    data: {
      labels: rows.map((row) => row.cells[0].textContent),
      datasets: [
        series(current, rows.map((row) => Number(row.cells[1].dataset.value)), strong, []),
        series(previous, rows.map((row) => Number(row.cells[3].dataset.value)), "#9ec2f0", [4, 4]),
      ],
    },
    options: {
      animation: still ? false : { duration: 300 },
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      scales: {
        x: { grid: { display: false }, border: { display: false }, ticks: { color: text, font, maxTicksLimit: isBar ? 12 : 6, maxRotation: isBar ? 40 : 0 } },
        y: { beginAtZero: true, grid: { color: line }, border: { display: false }, ticks: { color: text, font, precision: 0, maxTicksLimit: 5 } },
      },
      plugins: {
        legend: { position: "bottom", align: "start", labels: { color: text, font: { ...font, size: 12 }, usePointStyle: true, pointStyle: isBar ? "rect" : "line", boxWidth: isBar ? 10 : 24 } },
        tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${item.formattedValue}` } },
      },
    },
  });
}

function series(label, data, color, dash) {
  return { label, data, borderColor: color, backgroundColor: color, borderDash: dash, borderWidth: 2, pointRadius: 0, pointHoverRadius: 4, cubicInterpolationMode: "monotone" };
}
