// SPDX-License-Identifier: Apache-2.0
// The moving picture on WebGL2. Tables are written when the server tells
// something; between that, the vertex shaders move every track on along its
// velocity, so a frame costs the processor a few calls whatever their number.
//
// Places are mercator in two floats (high and low part): one float would
// leave steps of 2 m. Times are scene seconds since `epoch`.

import type { Mark, Layer, Moment } from './layer.ts';
import {
    alphaMax, MARKS_MAX, MARK_S, SAMPLE_PX, SEGMENTS_MAX, TRAIL_VECTORS,
} from './layer.ts';
import type { Picture, Segment } from './picture.ts';
import { courseOf } from './picture.ts';
import {
    ELLIPSE_FRAGMENT, ELLIPSE_VERTEX, LINE_FRAGMENT, ROW_THINGS,
    SEGMENT_TEXELS, SEGMENT_VERTEX, SYMBOL_FRAGMENT, SYMBOL_VERTEX,
    TRACK_TEXELS, VECTOR_VERTEX,
} from './shaders.ts';
import type { Sheet } from './symbols.ts';
import { cellOf, makeSheet, turns } from './symbols.ts';

const TRACK_FLOATS = 4 * TRACK_TEXELS;
const SEGMENT_FLOATS = 4 * SEGMENT_TEXELS;

interface Program {
    program: WebGLProgram;
    at: Record<string, WebGLUniformLocation | null>;
}

const UNIFORMS = ['u_centre', 'u_view', 'u_size', 'u_now', 'u_extra',
    'u_vector', 'u_sheet', 'u_texture', 'u_trail', 'u_fade', 'u_data'];

function makeProgram(gl: WebGL2RenderingContext, vertex: string,
    fragment: string): Program {
    const program = gl.createProgram();
    for (const [type, source] of [[gl.VERTEX_SHADER, vertex],
        [gl.FRAGMENT_SHADER, fragment]] as const) {
        const shader = gl.createShader(type);
        if (shader === null)
            throw new Error('WebGL context lost');
        gl.shaderSource(shader, source);
        gl.compileShader(shader);
        gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) &&
        !gl.isContextLost())
        throw new Error(`shader: ${gl.getProgramInfoLog(program)}`);
    const at: Program['at'] = {};
    for (const name of UNIFORMS)
        at[name] = gl.getUniformLocation(program, name);
    return { program, at };
}

/** Things as rows of a texture, ROW_THINGS in each. */
class Table {
    readonly texture: WebGLTexture;
    private rows = 0;

    constructor(private gl: WebGL2RenderingContext, private texels: number) {
        this.texture = gl.createTexture();
    }

    /** Write rows `from` and on from `data`, which has whole rows. */
    write(data: Float32Array, from: number, to: number): void {
        const gl = this.gl;
        const width = this.texels * ROW_THINGS;
        const rows = Math.floor(data.length / (4 * width));
        gl.bindTexture(gl.TEXTURE_2D, this.texture);
        gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
        if (rows !== this.rows) {
            this.rows = rows;
            gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, width, rows, 0,
                gl.RGBA, gl.FLOAT, null);
            gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER,
                gl.NEAREST);
            gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER,
                gl.NEAREST);
            from = 0;
            to = rows;
        }
        if (to > from)
            gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, from, width, to - from,
                gl.RGBA, gl.FLOAT, data, 4 * width * from);
    }
}

/** A ring of segments, oldest overwritten first. */
class Ring {
    readonly table: Table;
    private data: Float32Array;
    private next = 0;
    private dirtyFrom = -1;
    used = 0;

    constructor(gl: WebGL2RenderingContext, private capacity: number) {
        this.data = new Float32Array(capacity * SEGMENT_FLOATS);
        this.table = new Table(gl, SEGMENT_TEXELS);
    }

    clear(): void {
        this.next = 0;
        this.used = 0;
        this.dirtyFrom = -1;
    }

    push(x0: number, y0: number, x1: number, y1: number, time: number,
        kind: number): void {
        if (this.dirtyFrom < 0)
            this.dirtyFrom = this.next;
        const i = this.next * SEGMENT_FLOATS;
        split(this.data, i, x0, y0);
        this.data[i + 4] = x1 - x0;
        this.data[i + 5] = y1 - y0;
        this.data[i + 6] = time;
        this.data[i + 7] = kind;
        this.next++;
        this.used = Math.max(this.used, this.next);
        if (this.next === this.capacity) {
            this.upload();
            this.next = 0;
        }
    }

    upload(): void {
        if (this.dirtyFrom < 0)
            return;
        this.table.write(this.data, Math.floor(this.dirtyFrom / ROW_THINGS),
            Math.ceil(this.next / ROW_THINGS));
        this.dirtyFrom = -1;
    }
}

function split(data: Float32Array, i: number, x: number, y: number): void {
    const hx = Math.fround(x);
    const hy = Math.fround(y);
    data[i] = hx;
    data[i + 1] = hy;
    data[i + 2] = x - hx;
    data[i + 3] = y - hy;
}

export class WebglLayer implements Layer {
    readonly name = 'webgl2';
    readonly canvas = document.createElement('canvas');
    private gl: WebGL2RenderingContext;
    private sheet: Sheet | null = null;
    private programs!: Record<'symbol' | 'vector' | 'segment' | 'ellipse',
        Program>;
    private trackTable!: Table;
    private circleTable!: Table;
    private texture!: WebGLTexture;
    private trails!: Ring;
    private lines!: Ring;
    private data = new Float32Array(4 * ROW_THINGS * TRACK_FLOATS);
    private circles: Mark[] = [];
    private count = 0;
    private epoch = 0;
    private wallEpoch = 0;
    private dpr = 1;
    private picture: Picture | null = null;

    /** null where the browser has no WebGL2. */
    static create(): WebglLayer | null {
        const canvas = document.createElement('canvas');
        const gl = canvas.getContext('webgl2', {
            alpha: true, antialias: false, depth: false, stencil: false,
            premultipliedAlpha: true, powerPreference: 'low-power',
        });
        return gl === null ? null : new WebglLayer(canvas, gl);
    }

    private constructor(canvas: HTMLCanvasElement,
        gl: WebGL2RenderingContext) {
        this.canvas = canvas;
        this.gl = gl;
        this.build();
        canvas.addEventListener('webglcontextlost',
            (event) => event.preventDefault());
        canvas.addEventListener('webglcontextrestored', () => {
            this.build();
            this.paint();
            if (this.picture !== null)
                this.tracks(this.picture);
        });
    }

    private build(): void {
        const gl = this.gl;
        this.programs = {
            symbol: makeProgram(gl, SYMBOL_VERTEX, SYMBOL_FRAGMENT),
            vector: makeProgram(gl, VECTOR_VERTEX, LINE_FRAGMENT),
            segment: makeProgram(gl, SEGMENT_VERTEX, LINE_FRAGMENT),
            ellipse: makeProgram(gl, ELLIPSE_VERTEX, ELLIPSE_FRAGMENT),
        };
        this.trackTable = new Table(gl, TRACK_TEXELS);
        this.circleTable = new Table(gl, TRACK_TEXELS);
        this.trails = new Ring(gl, SEGMENTS_MAX);
        this.lines = new Ring(gl, MARKS_MAX);
        gl.bindVertexArray(gl.createVertexArray());
        this.texture = gl.createTexture();
        gl.enable(gl.BLEND);
        gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    }

    resize(width: number, height: number, dpr: number): void {
        this.canvas.width = Math.round(width * dpr);
        this.canvas.height = Math.round(height * dpr);
        if (this.sheet === null || dpr !== this.dpr) {
            this.dpr = dpr;
            this.paint();
        }
    }

    private paint(): void {
        const gl = this.gl;
        this.sheet = makeSheet(this.dpr);
        gl.bindTexture(gl.TEXTURE_2D, this.texture);
        gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE,
            this.sheet.canvas);
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    }

    tracks(picture: Picture): void {
        this.picture = picture;
        this.count = picture.tracks.size;
        if (this.data.length < this.count * TRACK_FLOATS)
            this.data = new Float32Array(TRACK_FLOATS * ROW_THINGS *
                Math.ceil(this.count * 1.5 / ROW_THINGS));
        const data = this.data;
        let i = 0;
        for (const t of picture.tracks.values()) {
            if (this.epoch === 0)
                this.epoch = Math.floor(t.time);
            const course = courseOf(t);
            split(data, i, t.x, t.y);
            data[i + 4] = t.vx;
            data[i + 5] = t.vy;
            data[i + 6] = t.time - this.epoch;
            data[i + 7] = t.age;
            data[i + 8] = cellOf(t.kind, t.status, t.cooperative);
            data[i + 9] = course === null || !turns(t.kind)
                ? -10 : course * Math.PI / 180;
            data[i + 10] = t.cooperative ? 1 : 0;
            data[i + 11] = t.status === 'tentative' ? 0
                : t.status === 'coasting' ? 2 : 1;
            data[i + 12] = t.major >= 65_535 ? 0 : t.major * t.unit;
            data[i + 13] = t.minor * t.unit;
            data[i + 14] = t.azimuth * Math.PI / 180;
            data[i + 15] = 0; // a mark's
            data[i + 16] = t.lastX - t.x;
            data[i + 17] = t.lastY - t.y;
            i += TRACK_FLOATS;
        }
        this.trackTable.write(data, 0, Math.ceil(this.count / ROW_THINGS));
    }

    segment(s: Segment): void {
        if (this.epoch !== 0)
            this.trails.push(s.x0, s.y0, s.x1, s.y1, s.time - this.epoch,
                s.cooperative ? 1 : 0);
    }

    reset(): void {
        this.trails.clear();
        this.lines.clear();
        this.circles = [];
        this.epoch = 0;
    }

    marks(marks: Mark[]): void {
        for (const mark of marks) {
            if (this.wallEpoch === 0)
                this.wallEpoch = mark.wall;
            if (mark.kind === 'heard')
                this.circles.push(mark);
            else
                this.lines.push(mark.x0, mark.y0, mark.x1, mark.y1,
                    mark.wall - this.wallEpoch,
                    2 + mark.alpha);
        }
        this.circles = this.circles.slice(-MARKS_MAX);
        this.writeCircles();
    }

    private writeCircles(): void {
        const data = new Float32Array(MARKS_MAX * TRACK_FLOATS);
        this.circles.forEach((mark, n) => {
            const i = n * TRACK_FLOATS;
            split(data, i, mark.x0, mark.y0);
            data[i + 6] = mark.wall - this.wallEpoch;
            data[i + 12] = mark.radius;
            data[i + 13] = mark.radius;
            data[i + 15] = mark.alpha;
        });
        this.circleTable.write(data, 0,
            Math.ceil(this.circles.length / ROW_THINGS));
    }

    private use(program: Program, m: Moment): void {
        const gl = this.gl;
        const at = program.at;
        const v = m.view;
        const hx = Math.fround(v.x);
        const hy = Math.fround(v.y);
        gl.useProgram(program.program);
        gl.uniform4f(at.u_centre, hx, hy, v.x - hx, v.y - hy);
        gl.uniform4f(at.u_view, v.scale, v.cos, v.sin, this.dpr);
        gl.uniform2f(at.u_size, v.width, v.height);
        gl.uniform1f(at.u_now, m.now - this.epoch);
        gl.uniform1f(at.u_extra, m.stale);
        gl.uniform1f(at.u_vector, m.vector);
    }

    private quads(table: Table, count: number): void {
        this.gl.bindTexture(this.gl.TEXTURE_2D, table.texture);
        this.gl.drawArrays(this.gl.TRIANGLES, 0, 6 * count);
    }

    draw(m: Moment): void {
        const gl = this.gl;
        if (gl.isContextLost() || this.sheet === null)
            return;
        this.trails.upload();
        this.lines.upload();
        gl.viewport(0, 0, this.canvas.width, this.canvas.height);
        gl.clearColor(0, 0, 0, 0);
        gl.clear(gl.COLOR_BUFFER_BIT);
        if (m.show.reports)
            this.drawMarks(m);
        if (this.count === 0)
            return;
        if (m.show.ellipses) {
            this.use(this.programs.ellipse, m);
            gl.uniform3f(this.programs.ellipse.at.u_fade, 0, 0, 0);
            this.quads(this.trackTable, this.count);
        }
        if (m.show.trails)
            this.drawTrails(m);
        const vector = this.programs.vector;
        this.use(vector, m);
        gl.uniform1f(vector.at.u_trail, 0);
        this.quads(this.trackTable, this.count);

        const symbol = this.programs.symbol;
        this.use(symbol, m);
        gl.uniform4f(symbol.at.u_sheet, this.sheet.columns, this.sheet.rows,
            this.sheet.cell, m.symbol);
        gl.uniform1i(symbol.at.u_texture, 1);
        gl.activeTexture(gl.TEXTURE1);
        gl.bindTexture(gl.TEXTURE_2D, this.texture);
        gl.activeTexture(gl.TEXTURE0);
        this.quads(this.trackTable, this.count);
    }

    private drawMarks(m: Moment): void {
        const gl = this.gl;
        const wall = m.wall - this.wallEpoch;
        if (this.circles.length > 0) {
            this.use(this.programs.ellipse, m);
            gl.uniform3f(this.programs.ellipse.at.u_fade, wall, MARK_S, 1);
            this.quads(this.circleTable, this.circles.length);
        }
        if (this.lines.used > 0) {
            this.use(this.programs.segment, m);
            gl.uniform3f(this.programs.segment.at.u_fade, wall, MARK_S, 1);
            this.quads(this.lines.table, this.lines.used);
        }
    }

    private drawTrails(m: Moment): void {
        const gl = this.gl;
        if (this.trails.used > 0) {
            this.use(this.programs.segment, m);
            gl.uniform3f(this.programs.segment.at.u_fade, m.now - this.epoch,
                m.vector * TRAIL_VECTORS, 0.6);
            this.quads(this.trails.table, this.trails.used);
        }
        this.use(this.programs.vector, m);
        gl.uniform1f(this.programs.vector.at.u_trail, 1);
        this.quads(this.trackTable, this.count);
    }

    alphaAt(m: Moment, points: { x: number; y: number }[]): number[] {
        this.draw(m);
        const gl = this.gl;
        const side = Math.round(SAMPLE_PX * this.dpr);
        const pixels = new Uint8Array(4 * side * side);
        return points.map((p) => {
            gl.readPixels(Math.round(p.x * this.dpr - side / 2),
                Math.round(this.canvas.height - p.y * this.dpr - side / 2),
                side, side, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
            return alphaMax(pixels);
        });
    }
}
