// SPDX-License-Identifier: Apache-2.0
// What is heard when a warning is raised or promoted, or waits for a person.
// A browser is silent until somebody has touched the page: it says so then.

export type Tune = 'warning' | 'notice' | 'proposed';
export type SoundState = 'on' | 'muted' | 'waiting' | 'none';

type Tone = readonly [hertz: number, from: number, to: number]; // seconds

const TUNES: Record<Tune, readonly Tone[]> = {
    warning: [[880, 0, 0.35], [660, 0.4, 0.75], [880, 0.8, 1.15],
        [660, 1.2, 1.55], [880, 1.6, 1.95], [660, 2, 2.35]],
    notice: [[523, 0, 0.25], [659, 0.3, 0.7]],
    proposed: [[740, 0, 0.15], [740, 0.25, 0.4], [740, 0.5, 0.65]],
};
const LOUD = 0.4;
const RISE_S = 0.02; // so that it does not click

export class Sound {
    muted = false;
    played = 0; // tunes that were really begun
    private context: AudioContext | null = null;

    constructor(private changed: () => void) {
        if (typeof AudioContext === 'undefined')
            return;
        this.context = new AudioContext();
        this.context.addEventListener('statechange', () => changed());
        const wake = () => void this.context?.resume();
        for (const type of ['pointerdown', 'keydown'])
            addEventListener(type, wake, { capture: true });
    }

    state(): SoundState {
        return this.context === null ? 'none'
            : this.muted ? 'muted'
                : this.context.state === 'running' ? 'on' : 'waiting';
    }

    /** Muting holds for this visit alone: a page that is opened anew sounds. */
    mute(on: boolean): void {
        this.muted = on;
        this.changed();
    }

    play(tune: Tune): void {
        const context = this.context;
        if (context === null || this.muted || context.state !== 'running')
            return;
        this.played++;
        for (const [hertz, from, to] of TUNES[tune]) {
            const begin = context.currentTime + from;
            const end = context.currentTime + to;
            const gain = new GainNode(context, { gain: 0 });
            const tone = new OscillatorNode(context,
                { type: 'triangle', frequency: hertz });
            gain.gain.setValueAtTime(0, begin);
            gain.gain.linearRampToValueAtTime(LOUD, begin + RISE_S);
            gain.gain.setValueAtTime(LOUD, end - RISE_S);
            gain.gain.linearRampToValueAtTime(0, end);
            tone.connect(gain).connect(context.destination);
            tone.start(begin);
            tone.stop(end);
        }
    }
}
