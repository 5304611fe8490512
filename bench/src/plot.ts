import type { Row } from './row.ts';

/** SVG with one line a case: ours and every peer as a multiple of the limit, on a logarithmic scale. */
export function drawPlot(rows: readonly Row[]): string {
  const all = rows.flatMap((row) => marksOf(row).map(({ ratio }) => ratio));
  const scale = createScale(Math.min(0.1, ...all), Math.max(10, ...all));
  const height = TOP + rows.length * ROW_HEIGHT + 40;
  const grid = scale.decades.map(
    ({ x, label }) =>
      `<line x1="${x}" x2="${x}" y1="${TOP - 8}" y2="${height - 36}" stroke="${label === '1' ? '#444' : '#ddd'}"/>` +
      `<text x="${x}" y="${height - 18}" text-anchor="middle">${label}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    '<text x="12" y="20" font-size="14">Multiples of the limit (hash of the same bytes, one bare signature check, no CRL; of push and soak what is wanted)</text>',
    ...grid,
    ...rows.map((row, number) => drawRow(row, TOP + number * ROW_HEIGHT + ROW_HEIGHT / 2, scale.place)),
    '</svg>',
    '',
  ].join('\n');
}

function drawRow(row: Row, y: number, place: (ratio: number) => number): string {
  const marks = marksOf(row).map(({ name, ratio, colour, isOurs }, number) => {
    const x = place(ratio);
    const label = `${escapeText(name)} ${ratio.toPrecision(2)}`;
    // Labels of neighbours take turns above and below the line.
    const dy = isOurs ? -9 : number % 2 === 0 ? -9 : 18;
    return (
      `<circle cx="${x}" cy="${y}" r="${isOurs ? 6 : 4}" fill="${colour}"/>` +
      `<text x="${x}" y="${y + dy}" text-anchor="middle" font-size="9" fill="${colour}">${label}</text>`
    );
  });
  return `<text x="12" y="${y + 4}">${escapeText(row.case)}</text>${marks.join('')}`;
}

interface Mark {
  readonly name: string;
  readonly ratio: number;
  readonly colour: string;
  readonly isOurs: boolean;
}

function marksOf({ ours, limit, peers }: Row): readonly Mark[] {
  const others = Object.entries(peers).flatMap(([name, value]) =>
    value === 'absent' ? [] : [{ name, ratio: value / limit, colour: '#888', isOurs: false }],
  );
  return [...others, { name: 'Signet', ratio: ours / limit, colour: '#0f6cbd', isOurs: true }];
}

function createScale(least: number, most: number) {
  const from = Math.floor(Math.log10(least));
  const to = Math.ceil(Math.log10(most));
  const place = (ratio: number): number =>
    Math.round(LEFT + ((Math.log10(ratio) - from) / (to - from)) * (WIDTH - LEFT - 60));
  const decades = Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  return {
    place,
    decades: decades.map((ratio) => ({ x: place(ratio), label: String(Number(ratio.toPrecision(1))) })),
  };
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

const WIDTH = 1100;
const LEFT = 250;
const TOP = 50;
const ROW_HEIGHT = 48;
