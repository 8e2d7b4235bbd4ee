import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { splitLine, stack, ticksAt, type Series } from './chart-data.ts';

/**
 * Draws one chart with uPlot into an element. Bars start at zero; days below the coverage line are hatched, a line's
 * provisional end is dashed. Colours are read from the tokens at drawing time, so a theme change draws anew.
 */
export interface ChartSpec {
  readonly kind: 'stacked' | 'grouped' | 'line';
  readonly days: readonly string[];
  readonly series: readonly Series[];
  readonly provisional: readonly boolean[];
  readonly format: (value: number) => string;
  readonly height: number;
  /** A press on a day. */
  readonly onpick: ((index: number) => void) | null;
}

const token = (element: Element, name: string): string =>
  getComputedStyle(element).getPropertyValue(`--${name}`).trim();

function hatch(color: string, under: string): CanvasPattern | string {
  const size = 6 * devicePixelRatio;
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext('2d');
  if (context === null) return under;
  context.fillStyle = under;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = color;
  context.lineWidth = size / 3;
  context.beginPath();
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift, size);
    context.lineTo(shift + size, 0);
  }
  context.stroke();
  return context.createPattern(canvas, 'repeat') ?? under;
}

interface Look {
  readonly firm: string;
  readonly soft: CanvasPattern | string;
}

function lookOf(element: Element, color: string): Look {
  const firm = token(element, color);
  return { firm, soft: hatch(firm, token(element, 'surface')) };
}

/** `place`: where in its group of bars this one stands; stacked bars all stand in the middle. */
function bar(
  one: Series,
  look: Look,
  provisional: readonly boolean[],
  place: { readonly align: -1 | 0 | 1; readonly width: number },
): uPlot.Series {
  // uPlot types per-bar fills as colours; a pattern is as good a canvas fill style.
  const fills = provisional.map((soft) => (soft ? look.soft : look.firm)) as string[];
  return {
    label: one.label,
    fill: look.firm,
    stroke: look.firm,
    width: 0,
    points: { show: false },
    paths: uPlot.paths.bars?.({
      size: [place.width, 34],
      align: place.align,
      radius: 0.12,
      disp: { fill: { unit: 3, values: () => fills } },
    } as uPlot.Series.BarsPathBuilderOpts),
  };
}

function seriesOf(
  element: Element,
  spec: ChartSpec,
): { readonly data: (readonly (number | null)[])[]; readonly series: uPlot.Series[] } {
  if (spec.kind === 'line') {
    const data: (readonly (number | null)[])[] = [];
    const series: uPlot.Series[] = [];
    for (const one of spec.series) {
      const { firm, soft } = splitLine(one.values, spec.provisional);
      const stroke = token(element, one.color);
      data.push(firm, soft);
      series.push({ label: one.label, stroke, width: 2.5, points: { show: false } });
      series.push({ label: one.label, stroke, width: 2.5, dash: [4, 4], points: { show: false } });
    }
    return { data, series };
  }
  const shown = spec.kind === 'stacked' ? stack(spec.series).toReversed() : spec.series;
  const series = shown.map((one, index) => {
    const place =
      spec.kind === 'stacked'
        ? ({ align: 0, width: 0.7 } as const)
        : { align: index === 0 ? (-1 as const) : (1 as const), width: 0.36 };
    return bar(one, lookOf(element, one.color), spec.provisional, place);
  });
  return { data: shown.map((one) => one.values), series };
}

function axes(element: Element, spec: ChartSpec): uPlot.Axis[] {
  const stroke = token(element, 'ink-3');
  const font = `12px ${token(element, 'font')}`;
  const line = token(element, 'line');
  const places = ticksAt(spec.days.length, 8);
  return [
    {
      stroke,
      font,
      size: 30,
      grid: { show: false },
      ticks: { show: false },
      splits: () => places,
      values: (_plot, at) => at.map((index) => spec.days[index]?.slice(5) ?? ''),
    },
    {
      stroke,
      font,
      size: 76,
      grid: { stroke: line, width: 1 },
      ticks: { show: false },
      values: (_plot, at) => at.map((value) => spec.format(value)),
    },
  ];
}

/** Draws and returns how to take it away again. */
export function drawChart(element: HTMLElement, spec: ChartSpec): () => void {
  const { data, series } = seriesOf(element, spec);
  const zero = spec.kind !== 'line';
  const options: uPlot.Options = {
    width: Math.max(240, element.clientWidth),
    height: spec.height,
    padding: [12, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: {
      x: { time: false, range: [-0.6, spec.days.length - 0.4] },
      y: {
        range: (_plot, min, max) =>
          zero
            ? [Math.min(0, min ?? 0), (max ?? 0) <= 0 ? 1 : (max ?? 1) * 1.08]
            : uPlot.rangeNum(min ?? 0, max ?? 1, 0.15, false),
      },
    },
    axes: axes(element, spec),
    series: [{}, ...series],
  };
  const plot = new uPlot(options, [spec.days.map((_day, index) => index), ...data] as uPlot.AlignedData, element);
  const pick = (): void => {
    const index = plot.cursor.idx;
    if (index !== null && index !== undefined) spec.onpick?.(index);
  };
  plot.over.addEventListener('click', pick);
  const observer = new ResizeObserver(() =>
    plot.setSize({ width: Math.max(240, element.clientWidth), height: spec.height }),
  );
  observer.observe(element);
  return () => {
    observer.disconnect();
    plot.destroy();
  };
}
