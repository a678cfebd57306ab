/** Draws a Vega-Lite specification without a browser. */
import { createRequire } from 'node:module';

import { Resvg } from '@resvg/resvg-js';
import { parse, View, Warn } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

const SCALE = 1.5;
const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];

/** The drawing as SVG text. */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(spec).spec), { renderer: 'none', logLevel: Warn });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** The same as PNG. */
export function renderPng(svg: string): Uint8Array {
  const require = createRequire(import.meta.url);
  const fontFiles = FONTS.map((name) => require.resolve(`dejavu-fonts-ttf/ttf/${name}`));
  return new Resvg(svg, {
    fitTo: { mode: 'zoom', value: SCALE },
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
  })
    .render()
    .asPng();
}
