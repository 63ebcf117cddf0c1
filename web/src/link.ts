// SPDX-License-Identifier: Apache-2.0
// The WebSocket to the server: kept open, opened again when it breaks.

export type LinkState = 'connecting' | 'open' | 'lost';

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 10_000;
const SILENCE_MS = 10_000; // the server speaks once a second while it plays

/** Where the server speaks, seen from this page. */
export function liveUrl(): string {
    const url = new URL('api/live', document.baseURI);
    url.protocol = url.protocol.replace('http', 'ws');
    url.search = url.hash = '';
    return url.href;
}

export interface LinkEvents {
    binary(bytes: ArrayBuffer): void;
    text(message: string): void;
    state(state: LinkState): void;
    playing(): boolean; // whether silence means that the link is dead
}

export class Link {
    private socket: WebSocket | null = null;
    private backoffMs = BACKOFF_FIRST_MS;
    private heardMs = 0;
    private timer = 0;
    state: LinkState = 'connecting';

    constructor(private url: string, private events: LinkEvents) {
        this.open();
        setInterval(() => this.watch(), 1000);
        addEventListener('online', () => this.hurry());
        document.addEventListener('visibilitychange', () => {
            if (!document.hidden)
                this.hurry();
        });
    }

    /** Try now, where it waits for its next attempt. */
    hurry(): void {
        if (this.socket === null) {
            clearTimeout(this.timer);
            this.open();
        }
    }

    private set(state: LinkState): void {
        if (state !== this.state) {
            this.state = state;
            this.events.state(state);
        }
    }

    private open(): void {
        const socket = new WebSocket(this.url);
        socket.binaryType = 'arraybuffer';
        this.socket = socket;
        this.heardMs = Date.now();
        socket.onopen = () => {
            if (socket !== this.socket)
                return;
            this.heardMs = Date.now();
            this.set('open');
        };
        socket.onmessage = (event) => {
            if (socket !== this.socket)
                return;
            this.heardMs = Date.now();
            this.backoffMs = BACKOFF_FIRST_MS;
            if (event.data instanceof ArrayBuffer)
                this.events.binary(event.data);
            else
                this.events.text(String(event.data));
        };
        socket.onclose = () => {
            if (socket === this.socket)
                this.broken();
        };
    }

    private broken(): void {
        this.socket = null;
        this.set('lost');
        const wait = this.backoffMs * (0.75 + Math.random() / 2);
        this.backoffMs = Math.min(BACKOFF_MAX_MS, this.backoffMs * 2);
        this.timer = window.setTimeout(() => this.open(), wait);
    }

    private watch(): void {
        const silent = Date.now() - this.heardMs > SILENCE_MS;
        if (this.socket !== null && silent &&
            (this.state !== 'open' || this.events.playing())) {
            const dead = this.socket;
            this.broken();
            dead.close();
        }
    }
}
