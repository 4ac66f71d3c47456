import { checkIntegerIn, checkOptionNames } from '@giftgrab/core';
import type { EChartsOption } from 'echarts';

/** How large a chart is drawn. */
export interface ChartOptions {
  /** Width in pixels, up to 4096. @defaultValue 640 */
  readonly cols?: number;
  /** Height in pixels, up to 4096. @defaultValue 320 */
  readonly rows?: number;
}

/** A chart to be shown; made by {@link chart}. */
export class Chart {
  /** What is drawn, in the words of Apache ECharts. */
  readonly option: EChartsOption;
  /** Width in pixels. */
  readonly cols: number;
  /** Height in pixels. */
  readonly rows: number;

  /** @internal Use {@link chart}. */
  constructor(option: EChartsOption, { cols = 640, rows = 320 }: ChartOptions) {
    this.option = option;
    this.cols = cols;
    this.rows = rows;
  }

  /** @internal Draws it: as a text of SVG, without a browser. */
  async svg(): Promise<string> {
    // Loaded with the first chart: it is large.
    const { init } = await import('echarts');
    const { cols, rows } = this;
    const drawing = init(null, null, { renderer: 'svg', ssr: true, width: cols, height: rows });
    try {
      drawing.setOption({ animation: false, backgroundColor: '#ffffff', ...this.option });
      return drawing.renderToSVGString();
    } finally {
      drawing.dispose();
    }
  }
}

const LARGEST = 4096;

/**
 * Makes a chart: lines, bars, points, heat maps … whatever Apache ECharts can draw, without a browser.
 *
 * @param option - What to draw, in the words of ECharts: axes, series, title, legend. On white and without animation, unless it
 * says otherwise.
 * @param options - How large.
 * @returns What {@link display} shows.
 * @throws {@link InvalidOptionError} when a size breaks its rule.
 * @example
 * ```ts
 * import { chart, display } from '@giftgrab/notebook';
 *
 * const score = [[0, 1.5], [0.1, 2.5], [0.2, 8]]; // seconds, score
 * const motion = chart({
 *   title: { text: 'Motion' },
 *   xAxis: { name: 's' },
 *   yAxis: {},
 *   series: [{ type: 'line', data: score }],
 * });
 * void display(motion);
 * ```
 */
export function chart(option: EChartsOption, options: ChartOptions = {}): Chart {
  checkOptionNames('chart', options, ['cols', 'rows']);
  for (const [name, value] of Object.entries(options)) {
    checkIntegerIn(name, value as number, 1, LARGEST);
  }
  return new Chart(option, options);
}
