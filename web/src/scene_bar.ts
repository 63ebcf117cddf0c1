// SPDX-License-Identifier: Apache-2.0
// The bar at the top: what is shown, what time it is there, play and speed,
// and whether the server is heard.

import type { Scene } from './api.ts';
import { postScene } from './api.ts';
import { byId, icon, setText } from './dom.ts';
import { clockLocal, clockUtc, dateUtc, number } from './format.ts';
import type { LinkState } from './link.ts';
import { t } from './words.ts';

const SPEEDS = [0.5, 1, 2, 5, 10, 20, 50, 100];
const PLAY = 'M4 2l10 6-10 6z';
const PAUSE = 'M3 2h3v12H3zM10 2h3v12h-3z';
const REFUSAL_MS = 6000;

export class SceneBar {
    private scene: Scene | null = null;
    private link: LinkState = 'connecting';
    private lostAt = 0;
    private refusal = '';
    private fault = '';
    private playButton = byId<HTMLButtonElement>('play');
    private speedSelect = byId<HTMLSelectElement>('speed');
    private progress = byId<HTMLProgressElement>('progress');
    private mark = byId('mark');
    private linkText = byId('link');
    private alarm = byId('alarm');

    constructor() {
        this.playButton.addEventListener('click', () => this.toggle());
        this.speedSelect.addEventListener('change', () =>
            void this.post({ speed: Number(this.speedSelect.value) }));
    }

    private async post(change: Partial<Scene>): Promise<void> {
        try {
            await postScene(change);
        } catch (error) {
            this.refusal = t('refused', { why: String(error) });
            setTimeout(() => {
                this.refusal = '';
                this.show();
            }, REFUSAL_MS);
        }
        this.show();
    }

    toggle(): void {
        if (this.scene !== null && !this.scene.live)
            void this.post({ playing: !this.scene.playing });
    }

    /** To the next slower (-1) or faster (1) speed. */
    step(by: number): void {
        const scene = this.scene;
        if (scene === null || scene.live)
            return;
        const next = by > 0 ? SPEEDS.find((s) => s > scene.speed)
            : [...SPEEDS].reverse().find((s) => s < scene.speed);
        if (next !== undefined)
            void this.post({ speed: next });
    }

    setScene(scene: Scene): void {
        this.scene = scene;
        this.show();
    }

    setLink(state: LinkState, at: number): void {
        this.link = state;
        if (state === 'lost' && this.lostAt === 0)
            this.lostAt = at;
        if (state === 'open')
            this.lostAt = 0;
        this.show();
    }

    setFault(fault: string): void {
        this.fault = fault;
        this.show();
    }

    tick(now: number): void {
        if (now <= 0)
            return;
        setText(byId('utc'), clockUtc(now));
        setText(byId('local'), clockLocal(now));
        setText(byId('day'), dateUtc(now));
        const { begin, end } = this.scene ?? {};
        this.progress.hidden = begin === undefined || end === undefined ||
            end <= begin;
        if (begin !== undefined && end !== undefined && end > begin)
            this.progress.value =
                Math.max(0, Math.min(1, (now - begin) / (end - begin)));
    }

    /** Everything in words, in the current language. */
    show(): void {
        const scene = this.scene;
        setText(byId('site-name'), scene?.name ?? '');
        this.mark.hidden = scene === null;
        setText(this.mark, scene?.live ? t('live') : t('recording'));
        this.showPlayer(scene);
        setText(this.linkText, this.link === 'open' ? t('connected')
            : this.link === 'lost' ? t('lost') : t('connecting'));
        this.linkText.dataset.state = this.link;
        document.body.classList.toggle('lost', this.link === 'lost');
        const alarm = this.link === 'lost' ? t('lostLong',
            { time: this.lostAt > 0 ? `${clockUtc(this.lostAt)} ${t('utc')}`
                : '–' })
            : this.fault !== '' ? this.fault : this.refusal;
        this.alarm.hidden = alarm === '';
        setText(this.alarm, alarm);
        this.progress.setAttribute('aria-label', t('progress'));
        byId('clock').setAttribute('aria-label', t('sceneTime'));
    }

    private showPlayer(scene: Scene | null): void {
        byId('player').hidden = scene === null || scene.live;
        if (scene === null)
            return;
        const text = scene.playing ? t('pause') : t('play');
        if (this.playButton.getAttribute('aria-label') !== text) {
            this.playButton.setAttribute('aria-label', text);
            this.playButton.title = text;
            this.playButton.replaceChildren(
                icon(scene.playing ? PAUSE : PLAY));
        }
        document.body.classList.toggle('paused', !scene.playing);
        const speeds = SPEEDS.includes(scene.speed) ? SPEEDS
            : [...SPEEDS, scene.speed].sort((a, b) => a - b);
        const wanted = speeds.map((s) => `${number(s, s < 1 ? 1 : 0)}×`);
        const options = [...this.speedSelect.options].map((o) => o.text);
        if (wanted.join() !== options.join())
            this.speedSelect.replaceChildren(...speeds.map((s, i) =>
                new Option(wanted[i], String(s))));
        if (document.activeElement !== this.speedSelect ||
            this.speedSelect.value === '')
            this.speedSelect.value = String(scene.speed);
    }
}
