// SPDX-License-Identifier: Apache-2.0
// Small helpers for building the page.

export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
    const element = document.getElementById(id);
    if (element === null)
        throw new Error(`no #${id}`);
    return element as T;
}

type Child = Node | string | null;

export function el<K extends keyof HTMLElementTagNameMap>(tag: K,
    attributes: Record<string, string> = {}, ...children: Child[]):
    HTMLElementTagNameMap[K] {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes))
        element.setAttribute(name, value);
    element.append(...children.filter((c): c is Node | string => c !== null));
    return element;
}

/** Set only where it differs: screen readers hear no change where none is. */
export function setText(element: Element, text: string): void {
    if (element.textContent !== text)
        element.textContent = text;
}

export function icon(path: string): SVGSVGElement {
    const ns = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(ns, 'svg');
    svg.setAttribute('viewBox', '0 0 16 16');
    svg.setAttribute('aria-hidden', 'true');
    const p = document.createElementNS(ns, 'path');
    p.setAttribute('d', path);
    svg.append(p);
    return svg;
}
