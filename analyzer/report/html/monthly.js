"use strict";

// Draws the charts from the JSON in the page. Names and words become text nodes only, never markup.

const INK = "#1c2530", SOFT = "#5a6572", LINE = "#dcdfe0", MAIN = "#0b5568", BAND = "#9db9c0";
const FONT = 'system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const data = read("monthly-data");
const words = read("monthly-words");

function shown(value) {
  return value === null || value === undefined ? "—" : String(Math.round(value * 10) / 10);
}

function described(line, at) {
  const interval = line.low[at] === null ? "" : `${words.interval} ${shown(line.low[at])}–${shown(line.high[at])}，`;
  return `${shown(line.value[at])}（${interval}n=${line.n[at]}）`;
}

function tip(lines) {
  const box = document.createElement("div");
  box.className = "tip";
  for (const line of lines) {
    const row = document.createElement("div");
    row.textContent = line;
    box.append(row);
  }
  return box;
}

function axes(share) {
  const label = { color: SOFT, fontSize: 11 };
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: { left: 36, right: 12, top: 12, bottom: 24 },
    xAxis: { type: "category", data: data.months, axisLabel: label, axisTick: { show: false }, axisLine: { lineStyle: { color: SOFT } } },
    yAxis: { type: "value", min: 0, max: share ? 100 : undefined, interval: share ? 25 : undefined, splitNumber: 4, axisLabel: label, splitLine: { lineStyle: { color: LINE } } },
  };
}

function band(line) {
  const reach = line.low.map((low, at) => (low === null ? null : line.high[at] - low));
  const plain = { type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
  return [
    { ...plain, data: line.low },
    { ...plain, data: reach, areaStyle: { color: BAND, opacity: 0.45 } },
  ];
}

function trend(key, unit, reference) {
  const line = unit.lines[key];
  const series = band(line);
  series.push({ type: "line", data: line.value, symbol: "circle", symbolSize: 6, lineStyle: { color: MAIN, width: 2 }, itemStyle: { color: MAIN } });
  if (line.possible) series.push({ type: "line", data: line.possible, symbol: "none", lineStyle: { color: MAIN, width: 1.5, type: "dotted" } });
  if (reference) series.push({ type: "line", data: reference.lines[key].value, symbol: "none", lineStyle: { color: SOFT, width: 1.5, type: "dashed" } });
  return {
    ...axes(key !== "all"),
    tooltip: {
      trigger: "axis",
      confine: true,
      formatter: (points) => {
        const at = points[0].dataIndex;
        const other = reference ? [`${reference.name} ${described(reference.lines[key], at)}`] : [];
        return tip([data.months[at], `${unit.name} ${described(line, at)}`, ...other]);
      },
    },
    series,
  };
}

function bins() {
  const both = [[data.bins.low, words.certain, MAIN], [data.bins.high, words.possible, "#fff"]];
  const count = { show: true, position: "top", fontSize: 10, color: INK, formatter: (point) => (point.value ? String(point.value) : "") };
  return {
    ...axes(false),
    grid: { left: 40, right: 12, top: 34, bottom: 24 },
    legend: { top: 0, left: "center", textStyle: { color: INK, fontSize: 12 } },
    xAxis: { type: "category", data: data.bins.names, axisLabel: { color: SOFT, fontSize: 10, interval: 0 }, axisTick: { show: false } },
    series: both.map(([values, name, color]) => ({ type: "bar", name, data: values, label: count, itemStyle: { color, borderColor: MAIN, borderWidth: 1.2 }, barGap: "0%" })),
  };
}

const drawn = new Map();

function draw(place, option) {
  const chart = drawn.get(place) || echarts.init(place, null, { renderer: "svg" });
  drawn.set(place, chart);
  chart.setOption(option, true);
  const svg = place.querySelector("svg");
  // With a view box the picture follows the width of the page when it is printed.
  svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
}

function drawAll(unit) {
  for (const place of document.querySelectorAll("[data-chart=trend]")) draw(place, trend(place.dataset.key, unit, data.reference));
}

function numbers(table) {
  const rows = [["", ...data.months]];
  for (const place of document.querySelectorAll("[data-chart=trend]")) {
    rows.push([place.getAttribute("aria-label"), ...data.months.map((_, at) => described(data.units[0].lines[place.dataset.key], at))]);
  }
  for (const [number, row] of rows.entries()) {
    const line = table.insertRow();
    for (const [at, text] of row.entries()) {
      const cell = document.createElement(number && at ? "td" : "th");
      cell.textContent = text;
      line.append(cell);
    }
  }
}

function choices(select) {
  for (const [at, unit] of data.units.entries()) select.add(new Option(unit.name, at));
  select.addEventListener("change", () => drawAll(data.units[Number(select.value)]));
  select.closest(".tools").hidden = data.units.length < 2;
}

document.addEventListener("DOMContentLoaded", () => {
  drawAll(data.units[0]);
  const distribution = document.querySelector("[data-chart=bins]");
  if (distribution && data.bins) draw(distribution, bins());
  const table = document.getElementById("trend-numbers");
  if (table) numbers(table);
  const select = document.getElementById("unit");
  if (select) choices(select);
  addEventListener("resize", () => {
    for (const [place, chart] of drawn) {
      chart.resize();
      const svg = place.querySelector("svg");
      svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
    }
  });
});
