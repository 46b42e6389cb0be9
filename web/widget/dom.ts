type Attributes = Record<string, string | number | boolean | null | undefined>;

/**
 * An element. Attributes that are null, undefined or false are left out; children that are strings become
 * text, never markup.
 */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  put(element, attributes);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Sets, changes and removes attributes. */
export function put(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

/** Text that changes only when it changes, so that a screen reader says it once. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const PATHS = {
  chat: 'M4 5.5h16v11H10l-4.5 4v-4H4z',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M12 19V5m-6.5 6.5L12 5l6.5 6.5',
  attach:
    'M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.9-8.9a3.4 3.4 0 0 1 4.8 4.8l-8.9 8.8a1.7 1.7 0 0 1-2.4-2.4l8.2-8.1',
  file: 'M7 3h7l4 4v14H7zM13.5 3v4.5H18',
  sent: 'M5 12.5l4.5 4.5L19 7.5',
  clock: 'M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0',
  warning: 'M12 8v5m0 3.2v.1M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0',
} as const;
export type IconName = keyof typeof PATHS;

/** Decoration: what it stands for is said in words beside it or in the button's label. */
export function icon(name: IconName): SVGElement {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  put(svg, { viewBox: '0 0 24 24', class: `icon ${name}`, 'aria-hidden': 'true', focusable: 'false' });
  const path = document.createElementNS(ns, 'path');
  put(path, { d: PATHS[name] });
  svg.append(path);
  return svg;
}
