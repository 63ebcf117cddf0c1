// SPDX-License-Identifier: Apache-2.0
// What people decide, sent to the server (doc/formats/http.md). Where it is
// sent is told by the page that is open: real and test never share a path.

import type { Level } from './warning.ts';

export type Verb =
    'confirm' | 'reject' | 'acknowledge' | 'extend' | 'clear' | 'raise';

export interface Decision {
    verb: Verb;
    on: string; // a warning's id; raise: a zone's
    by: string;
    reason?: string;
    for?: number; // seconds
    level?: Level;
}

/** The server asks for a key that this page has not, or has wrong. */
export class KeyWanted extends Error { }

export class Decisions {
    private key: string;

    /** `base`: "api/" or "api/test/"; `store`: under which name the key is
     * kept, for this visit and this tab alone. */
    constructor(private base: string, private store: string) {
        this.key = sessionStorage.getItem(store) ?? '';
    }

    get hasKey(): boolean {
        return this.key !== '';
    }

    setKey(key: string): void {
        this.key = key;
        sessionStorage.setItem(this.store, key);
    }

    /** What a warning says to people, in a language; null: not known. */
    async draft(id: string, language: string): Promise<Draft | null> {
        try {
            const answer = await fetch(
                `${this.base}warnings/${encodeURIComponent(id)}`,
                { cache: 'no-store' });
            const said = await answer.json() as
                { texts?: Record<string, Draft> };
            return said.texts?.[language] ?? null;
        } catch {
            return null;
        }
    }

    async send({ verb, on, ...body }: Decision): Promise<void> {
        const path = verb === 'raise' ? `zones/${encodeURIComponent(on)}`
            : `warnings/${encodeURIComponent(on)}`;
        const answer = await fetch(`${this.base}${path}/${verb}`, {
            method: 'POST', body: JSON.stringify(body),
            headers: {
                'content-type': 'application/json',
                ...(this.key === '' ? {}
                    : { authorization: `Bearer ${this.key}` }),
            },
        });
        if (answer.status === 401 || answer.status === 403)
            throw new KeyWanted(await why(answer));
        if (!answer.ok)
            throw new Error(await why(answer));
    }
}

/** What people are told, as the server writes it. */
export interface Draft {
    headline?: string;
    description?: string;
    instruction?: string;
}

/** The server's reason: text, or {"error": ".."}. */
async function why(answer: Response): Promise<string> {
    const text = (await answer.text()).trim();
    try {
        const said = JSON.parse(text) as { error?: unknown };
        if (typeof said.error === 'string')
            return said.error;
    } catch {
        // plain text, then
    }
    return text === '' ? String(answer.status) : text;
}

const BY_KEY = 'luchtwacht.by';

/** Who sits here; kept on this computer. */
export function who(): string {
    try {
        return localStorage.getItem(BY_KEY) ?? '';
    } catch {
        return '';
    }
}

export function keepWho(by: string): void {
    try {
        localStorage.setItem(BY_KEY, by);
    } catch {
        // asked again next time, then
    }
}
