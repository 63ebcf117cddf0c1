// SPDX-License-Identifier: Apache-2.0
// The scene's clock between two frames. Frames come about once a second and
// jitter; the clock runs on at the scene's speed and is pulled towards what
// the frames say, so that nothing on the map jerks. When frames stay away
// it stops: tracks are not moved on by a picture that may be gone.

const SNAP_S = 2; // wall seconds of error that are jumped instead of eased
const PULL = 0.2; // share of a small error taken away by each frame
const RUN_ON_MS = 3000; // longest run without a frame

export class SceneClock {
    private base = 0; // scene seconds at `wallMs`
    private wallMs = 0;
    private heardMs = 0;
    speed = 0;
    started = false;

    now(wallMs: number): number {
        const until = Math.min(wallMs, this.heardMs + RUN_ON_MS);
        const run = Math.max(0, until - this.wallMs) / 1000;
        return this.base + run * this.speed;
    }

    frame(time: number, speed: number, wallMs: number): void {
        const error = time - this.now(wallMs);
        const changed = !this.started || speed !== this.speed;
        const far = Math.abs(error) > SNAP_S * Math.max(1, speed);
        this.base = changed || far || speed === 0
            ? time : this.now(wallMs) + PULL * error;
        this.wallMs = wallMs;
        this.heardMs = wallMs;
        this.speed = speed;
        this.started = true;
    }

    /** Wall seconds by which the picture is older than it should be. */
    overdue(wallMs: number): number {
        return Math.max(0, wallMs - this.heardMs - RUN_ON_MS) / 1000;
    }
}
