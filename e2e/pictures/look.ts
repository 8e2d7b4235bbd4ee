import type { Page } from '@playwright/test';

/** What a machine can see wrong on a page: run inside the page, on what is visible now. Sizes in CSS pixels. */

export interface Fault {
  readonly check:
    | 'sideways' // the page, or a box on it, scrolls sideways
    | 'cut' // text ends in nothing, or in an ellipsis
    | 'broken' // a word or a figure torn in two by the end of a line
    | 'overlap' // two texts on one place
    | 'button' // the main button is not whole on the page
    | 'key' // a key, or what code says for nothing, where words should be
    | 'chinese' // Chinese words on an English page
    | 'target' // less than 48 px to press
    | 'contrast'
    | 'paper'; // a slip does not fit its paper, or has no code
  readonly where: string;
  readonly text: string;
}

interface Seen {
  readonly node: Text;
  readonly of: Element;
  readonly text: string;
  readonly rects: readonly DOMRect[];
}

/** The dialog that lies over the page hides what is under it. */
function stage(): Element {
  return [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
}

function nameOf(element: Element): string {
  const named = element.closest('[data-testid]');
  const tag = `${element.tagName.toLowerCase()}${[...element.classList].map((one) => `.${one}`).join('')}`;
  return named === null ? tag : `[${String(named.getAttribute('data-testid'))}] ${tag}`;
}

/**
 * The part of `rect` that the boxes around it leave. With `scrolls` all count; without, what a scrolling box leaves out
 * is not gone: boxes beyond it cut the scrolling box, not the text in it.
 */
function left(of: Element, rect: DOMRect, scrolls: boolean): DOMRect {
  let { left, top, right, bottom } = rect;
  const open = { x: true, y: true };
  for (let at: Element | null = of; at !== null && at !== document.body; at = at.parentElement) {
    const { overflowX, overflowY, position } = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    const moves = (way: string): boolean => way === 'auto' || way === 'scroll';
    if (!scrolls && moves(overflowX)) open.x = false;
    if (!scrolls && moves(overflowY)) open.y = false;
    if (open.x && overflowX !== 'visible') [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
    if (open.y && overflowY !== 'visible') [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    if (position === 'fixed') break;
  }
  return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
}

function texts(): Seen[] {
  const all: Seen[] = [];
  const walk = document.createTreeWalker(stage(), NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode() as Text | null; node !== null; node = walk.nextNode() as Text | null) {
    const text = node.data.trim();
    const of = node.parentElement;
    if (
      text === '' ||
      of === null ||
      of.closest('.sr, script, style, svg, option, .practice-water, .practice-mark') !== null
    )
      continue;
    if (!of.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 1);
    if (rects.length > 0) all.push({ node, of, text, rects });
  }
  return all;
}

/** Text that a box with hidden overflow cuts off; what merely waits below in a scrolling list is not cut. */
function cut(seen: readonly Seen[]): Fault[] {
  return seen
    .filter(({ of }) => of.closest('.clip') === null)
    .filter(({ rects, of }) =>
      rects.some((rect) => {
        const rest = left(of, rect, false);
        return rest.width < rect.width - 2 || rest.height < rect.height * 0.75;
      }),
    )
    .map(({ of, text }) => ({ check: 'cut' as const, where: nameOf(of), text }));
}

function sideways(): Fault[] {
  const faults: Fault[] = [];
  if (document.documentElement.scrollWidth > innerWidth + 1)
    faults.push({ check: 'sideways', where: 'page', text: `${document.documentElement.scrollWidth} of ${innerWidth}` });
  for (const box of stage().querySelectorAll('*')) {
    const { overflowX } = getComputedStyle(box);
    // A month of days opens with today in view.
    if (box.querySelector('.month') !== null) continue;
    if ((overflowX === 'auto' || overflowX === 'scroll') && box.scrollWidth > box.clientWidth + 1)
      faults.push({ check: 'sideways', where: nameOf(box), text: `${box.scrollWidth} of ${box.clientWidth}` });
  }
  return faults;
}

/** Words of letters and figures that stand on two lines; what is longer than any line may be torn. */
function broken(seen: readonly Seen[]): Fault[] {
  const faults: Fault[] = [];
  for (const { node, of, rects } of seen) {
    if (rects.length < 2) continue;
    for (const word of node.data.matchAll(/[A-Za-z0-9¥][A-Za-z0-9.,:'’]+/g)) {
      if (word[0].length > 24) continue;
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = new Set(
        [...range.getClientRects()].filter((rect) => rect.width > 1).map((rect) => Math.round(rect.top)),
      );
      if (lines.size > 1)
        faults.push({ check: 'broken', where: nameOf(of), text: `${word[0]} in “${node.data.trim()}”` });
    }
  }
  return faults;
}

/** What stays in sight while the rest scrolls below it. */
function stuck(of: Element): Element | null {
  for (let at: Element | null = of; at !== null; at = at.parentElement)
    if (getComputedStyle(at).position === 'sticky') return at;
  return null;
}

function overlaps(seen: readonly Seen[]): Fault[] {
  const boxes = seen.flatMap((one) =>
    one.rects.map((rect) => ({ one, box: left(one.of, rect, true), tall: rect.height })),
  );
  const faults: Fault[] = [];
  boxes.forEach((a, index) => {
    for (const b of boxes.slice(index + 1)) {
      if (a.one.of === b.one.of || a.one.of.closest('.month') !== null) continue;
      const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      // A line box is higher than its letters, most so where the type is large.
      const high =
        Math.min(a.box.bottom - a.tall / 5, b.box.bottom - b.tall / 5) -
        Math.max(a.box.top + a.tall / 5, b.box.top + b.tall / 5);
      // A foot that stays lies over what scrolls below it.
      if (wide > 3 && high > 2 && stuck(a.one.of) === stuck(b.one.of))
        faults.push({ check: 'overlap', where: nameOf(a.one.of), text: `${a.one.text} / ${b.one.text}` });
    }
  });
  return faults;
}

/** On the pages of an entry; a form of the office may be longer than its page. */
function mainButton(): Fault[] {
  if (document.querySelector('.flow, .facing, dialog[open]') === null) return [];
  return [...stage().querySelectorAll('.btn.pri, .keys .go, .facing-right')]
    .filter((button) => button.checkVisibility())
    .filter((button) => {
      const whole = button.getBoundingClientRect();
      const rest = left(button, whole, true);
      const inside = rest.right <= innerWidth + 1 && rest.bottom <= innerHeight + 1 && rest.top >= -1;
      return !inside || rest.height < whole.height - 1 || rest.width < whole.width - 1;
    })
    .map((button) => ({ check: 'button' as const, where: nameOf(button), text: button.textContent?.trim() ?? '' }));
}

function words(seen: readonly Seen[], english: boolean): Fault[] {
  const faults: Fault[] = [];
  for (const { of, text } of seen) {
    if (/^[a-z]+(_[a-z]+)+$|^[a-z]+(\.[a-z_]+)+$|undefined|NaN|\[object|^null$/.test(text))
      faults.push({ check: 'key', where: nameOf(of), text });
    // Paper is Chinese by law, whatever the page speaks; so are amounts in capitals. What an act answered was said in
    // the language of its moment.
    if (
      english &&
      of.closest('.slip, .capital, [role=status], [role=alert]') === null &&
      /[\p{Script=Han}：、。，；]/u.test(text)
    )
      faults.push({ check: 'chinese', where: nameOf(of), text });
  }
  return faults;
}

/** What lies 23 px from the middle of a control, in each of four directions, must still be the control. */
function targets(): Fault[] {
  const faults: Fault[] = [];
  for (const one of stage().querySelectorAll('button, a[href], select, [role=button], [role=checkbox], [role=radio]')) {
    if (!one.checkVisibility() || (one as HTMLButtonElement).disabled) continue;
    const whole = (one.closest('.in') ?? one).getBoundingClientRect();
    const reach = new DOMRect(whole.left, whole.top - 4, whole.width, whole.height + 8);
    if (left(one, reach, true).height < reach.height || whole.bottom > innerHeight || whole.width === 0) continue;
    const [x, y] = [whole.left + whole.width / 2, whole.top + whole.height / 2];
    const reached = (dx: number, dy: number): boolean => {
      const [px, py] = [x + dx, y + dy];
      if (px < 0 || py < 0 || px >= innerWidth || py >= innerHeight) return true;
      const hit = document.elementFromPoint(px, py);
      return hit !== null && (one.contains(hit) || hit === one.closest('.in, label'));
    };
    const small = [
      [23, 0],
      [-23, 0],
      [0, 23],
      [0, -23],
    ].some(([dx = 0, dy = 0]) => !reached(dx, dy));
    if (small && reached(0, 0))
      faults.push({
        check: 'target',
        where: nameOf(one),
        text: `${Math.round(whole.width)}x${Math.round(whole.height)} ${(one.textContent ?? '').trim().slice(0, 30)}`,
      });
  }
  return faults;
}

function shade(colour: string): [number, number, number, number] {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (canvas === null) return [0, 0, 0, 1];
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
}

function light(colour: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = colour.map((part) => {
    const of = part / 255;
    return of <= 0.03928 ? of / 12.92 : ((of + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2 AA: 4.5, large text 3; what is disabled is exempt. */
function contrast(seen: readonly Seen[]): Fault[] {
  const faults: Fault[] = [];
  for (const { of, text } of seen) {
    if (of.closest('[disabled], .is-off, [aria-disabled=true], .ghost') !== null) continue;
    const style = getComputedStyle(of);
    let under: Element | null = of;
    let ground = shade(getComputedStyle(of).backgroundColor);
    while (under.parentElement !== null && ground[3] < 0.99) {
      under = under.parentElement;
      ground = shade(getComputedStyle(under).backgroundColor);
    }
    if (ground[3] < 0.99) ground = [255, 255, 255, 1];
    const [a, b] = [light(shade(style.color).slice(0, 3)), light(ground.slice(0, 3))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.6 && Number(style.fontWeight) >= 600);
    if (ratio < (large ? 3 : 4.5))
      faults.push({ check: 'contrast', where: nameOf(of), text: `${ratio.toFixed(1)} ${text}` });
  }
  return faults;
}

function look(english: boolean, fingers: boolean): Fault[] {
  const seen = texts();
  return [
    ...sideways(),
    ...cut(seen),
    ...broken(seen),
    ...overlaps(seen),
    ...mainButton(),
    ...words(seen, english),
    ...(fingers ? targets() : []),
    ...contrast(seen),
  ];
}

const SCRIPT = [
  ...[stage, nameOf, left, texts, cut, sideways, broken, stuck, overlaps],
  ...[mainButton, words, targets, shade, light, contrast, look],
]
  .map(String)
  .join('\n');

/** Everything wrong on the page as it stands. @param fingers the page is worked with fingers: targets are measured. */
export function lookAt(page: Page, english: boolean, fingers: boolean): Promise<readonly Fault[]> {
  return page.evaluate(`(() => { ${SCRIPT}\nreturn look(${english}, ${fingers}); })()`);
}
