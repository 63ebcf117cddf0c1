// SPDX-License-Identifier: Apache-2.0
// The zones and their warnings on this page: what the server told, put on the
// map and into words.

import type { Site } from './api.ts';
import type { Camera } from './camera.ts';
import type { Box } from './declutter.ts';
import type { View } from './mercator.ts';
import type { WarningText } from './warning.ts';
import { Warnings } from './warning.ts';
import { ZoneLabels } from './zone_labels.ts';
import { Zones } from './zones.ts';

export class Watch {
    readonly warnings = new Warnings();
    readonly zones = new Zones();
    readonly labels = new ZoneLabels(this.zones);

    constructor(private camera: Camera) { }

    /** Takes the zones of the site. */
    site(site: Site): void {
        const features = site.zones?.features ?? [];
        this.zones.set(features);
        this.camera.zones(features);
        this.show(true);
    }

    /** Takes what the server told of warnings. */
    text(said: WarningText): void {
        this.warnings.apply(said);
        this.show(false);
    }

    private show(anew: boolean): void {
        if (this.zones.weigh(this.warnings) || anew)
            this.camera.marked(this.zones.marked());
    }

    layOut(g: CanvasRenderingContext2D, view: View, now: number): Box[] {
        return this.labels.layOut(g, view, now, this.warnings.ofZones());
    }
}
