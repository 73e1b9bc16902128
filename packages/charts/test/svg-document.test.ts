import { describe, expect, test } from 'vitest';
import { attributes, elements, parse, texts } from './document';
import { EVERY_CHART, NAMES } from './every-chart';

const THEMES = ['light', 'dark', 'auto'] as const;

describe.each(NAMES)('%s', (name) => {
  const draw = EVERY_CHART[name]!;

  test.each(THEMES)('%s: well-formed, without scripts, hover rules or anything from elsewhere', (theme) => {
    const svg = draw({ theme, title: 'A title' });
    const root = parse(svg).documentElement!;
    expect(root.tagName).toBe('svg');
    const [, , width, height] = root.getAttribute('viewBox')!.split(' ');
    expect([root.getAttribute('width'), root.getAttribute('height')]).toEqual([width, height]);
    expect(svg).not.toMatch(
      /NaN|undefined|Infinity|<script|foreignObject|@import|href|url\((?!#)|:hover|ecmeta|var\(|\bzr\d/,
    );
    expect(elements(svg, 'style')).toHaveLength(theme === 'auto' ? 1 : 0);
    expect(elements(svg, 'image')).toEqual([]);
  });

  test('is named and described for screen readers', () => {
    const spoken = (svg: string) => {
      const root = parse(svg).documentElement!;
      expect(root.getAttribute('role')).toBe('img');
      return root
        .getAttribute('aria-labelledby')!
        .split(' ')
        .map((id) => {
          return elements(svg, '*').find((element) => element.getAttribute('id') === id)!.textContent!;
        });
    };
    const [title, description] = spoken(draw()) as [string, string];
    expect(title).not.toBe('');
    expect(description).toContain('model');
    expect(spoken(draw({ title: 'Mine', description: 'Said by me.' }))).toEqual(['Mine', 'Said by me.']);
    expect(texts(draw({ title: 'Mine' }))).toContain('Mine');
    expect(texts(draw())).not.toContain(title);
  });

  test('the same input gives the same string, whatever was drawn before', () => {
    const first = draw();
    for (const other of NAMES) EVERY_CHART[other]!({ theme: 'dark' });
    expect(draw()).toBe(first);
  });

  test('no id twice; every reference has its target; every rule its class', () => {
    const svg = draw({ theme: 'auto' });
    const ids = attributes(svg, 'id');
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
    const rules = Array.from(svg.matchAll(/\.([\w-]+)\{(fill|stroke):(#[0-9a-f]{6})\}/g), (match) => match[1]);
    const classes = new Set(attributes(svg, 'class').flatMap((list) => list.split(' ')));
    expect([...classes].sort()).toEqual(rules.sort());
  });

  test('auto is light but for the rules, which hold on dark screens only', () => {
    const auto = draw({ theme: 'auto', id: 'x' });
    const plain = auto.replace(/\n<style>.*<\/style>/, '').replace(/ class="[^"]*"/g, '');
    expect(plain).toBe(draw({ theme: 'light', id: 'x' }));
    expect(elements(auto, 'style')[0]!.textContent).toMatch(/^@media screen and \(prefers-color-scheme:dark\)\{.*\}$/);
  });

  test('auto becomes dark by its rules', () => {
    const auto = draw({ theme: 'auto', id: 'x' });
    const rules = new Map(
      Array.from(auto.matchAll(/\.([\w-]+)\{(?:fill|stroke):(#\w+)\}/g), (rule) => [rule[1]!, rule[2]!]),
    );
    const dark = elements(draw({ theme: 'dark', id: 'x' }), '*').filter(({ tagName }) => tagName !== 'style');
    const shown = elements(auto, '*').filter(({ tagName }) => tagName !== 'style');
    for (const [i, element] of shown.entries()) {
      for (const name of element.getAttribute('class')?.split(' ') ?? []) {
        expect(dark[i]!.getAttribute(name.startsWith('x-fill-') ? 'fill' : 'stroke')).toBe(rules.get(name));
      }
    }
  });

  test('text is escaped, and kept to the letter', () => {
    const nasty = `<b a="1">&amp; 'x' ]]> zr0-c0`;
    const svg = draw({ title: nasty, description: nasty, width: 2000 }, nasty);
    expect(texts(svg).filter((text) => text.includes(nasty)).length).toBeGreaterThanOrEqual(2);
    expect(elements(svg, 'desc')[0]!.textContent).toBe(nasty);
    expect(elements(svg, 'b')).toEqual([]);
  });

  test('characters that XML forbids are replaced', () => {
    const svg = draw({ title: 'a\u0000b\ud800c\u001bd\ufffe' });
    expect(elements(svg, 'title')[0]!.textContent).toBe('a\ufffdb\ufffdc\ufffdd\ufffd');
  });

  test.each([240, 360, 1200])('%i px: nothing reaches beyond the picture', (width) => {
    const svg = draw({ width, title: 'A title that is long enough to be broken into lines on a phone' });
    const height = Number(parse(svg).documentElement!.getAttribute('height'));
    for (const element of elements(svg, 'text')) {
      const [, x, y] = /translate\(([-\d.]+) ([-\d.]+)\)/.exec(element.getAttribute('transform') ?? 'translate(0 0)')!;
      const at = [
        Number(x) + Number(element.getAttribute('x') ?? 0),
        Number(y) + Number(element.getAttribute('y') ?? 0),
      ];
      expect(at[0]).toBeGreaterThanOrEqual(0);
      expect(at[0]).toBeLessThanOrEqual(width);
      expect(at[1]).toBeGreaterThanOrEqual(0);
      expect(at[1]).toBeLessThanOrEqual(height);
    }
  });

  test('a height that is given is kept', () => {
    expect(parse(draw({ height: 700 })).documentElement!.getAttribute('viewBox')).toMatch(/ 700$/);
  });
});

test('a label can be named like a property of every object', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    for (const chart of NAMES) expect(texts(EVERY_CHART[chart]!({ title: name }, name))).toContain(name);
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect('prev' in {}).toBe(false);
});

test('charts in one page share no id and no class', () => {
  const seen = NAMES.map((name) => {
    const svg = EVERY_CHART[name]!();
    return new Set([...attributes(svg, 'id'), ...attributes(svg, 'class').flatMap((list) => list.split(' '))]);
  });
  const all = seen.flatMap((set) => [...set]);
  expect(new Set(all).size).toBe(all.length);
});

test('the same chart twice in a page is told apart by the option id', () => {
  const [one, other] = ['one', 'other'].map((id) => attributes(EVERY_CHART.rocChart!({ id }), 'id'));
  expect(one!.filter((id) => other!.includes(id))).toEqual([]);
  expect(one!.every((id) => id.startsWith('one-'))).toBe(true);
});
