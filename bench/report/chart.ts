import type { Comparison, PeerResult } from '../results.ts';
import type { Scenario } from '../scenarios.ts';
import { number } from './format.ts';
import { figureOf } from './summary.ts';

const SHOWN: readonly Scenario[] = ['login', 'list', 'addAction'];
const WIDTH = 760;
const LABEL_WIDTH = 190;
const VALUE_WIDTH = 80;
const ROW = 22;
const BAR = 14;
const GROUP_HEAD = 34;
const TOP = 46;

const STYLE = `text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600;font-size:15px}.group{font-weight:600}.bar{fill:#9aa4b2}.own{fill:#2f6f5e}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.bar{fill:#6e7781}.own{fill:#5fbf9f}}`;

/** Bars of server CPU per request, one group per scenario. */
export function drawChart(comparison: Comparison): string {
  const groups = SHOWN.map((scenario) => barsOf(comparison, scenario));
  const most = Math.max(...groups.flat().map(({ cpu }) => cpu));
  let y = TOP;
  const parts: string[] = [];
  for (const [index, bars] of groups.entries()) {
    parts.push(`<text class="group" x="8" y="${y + 18}">${SHOWN[index]}</text>`);
    y += GROUP_HEAD;
    for (const bar of bars) {
      parts.push(drawBar(bar, y, most));
      y += ROW;
    }
  }
  const title = `Server CPU per request in microseconds (synchronous = ${comparison.durability}; less is better)`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 12}" role="img" aria-label="${title}">
<style>${STYLE}</style>
<text class="title" x="8" y="26">${title}</text>
${parts.join('\n')}
</svg>
`;
}

interface Bar {
  readonly name: string;
  readonly cpu: number;
}

function barsOf(comparison: Comparison, scenario: Scenario): Bar[] {
  const toBar = (peer: PeerResult): Bar => ({ name: peer.name, cpu: figureOf(peer.saturated, scenario, 'cpuUs') ?? 0 });
  return comparison.peers.map(toBar).toSorted((a, b) => a.cpu - b.cpu);
}

function drawBar({ name, cpu }: Bar, y: number, most: number): string {
  const length = Math.max(1, (cpu / most) * (WIDTH - LABEL_WIDTH - VALUE_WIDTH));
  const kind = name === 'passerby' ? 'own' : 'bar';
  return `<text x="${LABEL_WIDTH - 8}" y="${y + 12}" text-anchor="end">${name}</text>
<rect class="${kind}" x="${LABEL_WIDTH}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" rx="2"/>
<text x="${(LABEL_WIDTH + length + 6).toFixed(1)}" y="${y + 12}">${number(cpu)}</text>`;
}
