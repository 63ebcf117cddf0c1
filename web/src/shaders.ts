// SPDX-License-Identifier: Apache-2.0
// The shaders of layer_webgl.ts. Every vertex shader places its corners in CSS
// pixels from the middle of the view; `clip` turns those into clip space.

import { ELLIPSE_PX_MIN } from './layer.ts';
import { COLOUR, FADE_S } from './symbols.ts';

function glsl(hex: string): string {
    const part = (i: number) =>
        (parseInt(hex.slice(i, i + 2), 16) / 255).toFixed(4);
    return `vec3(${part(1)}, ${part(3)}, ${part(5)})`;
}

// Texels (four floats) of one track and one segment; things in a row.
export const TRACK_TEXELS = 5;
export const SEGMENT_TEXELS = 2;
export const ROW_THINGS = 256;

const HEAD = `#version 300 es
precision highp float;
uniform vec4 u_centre;  // x, y high; x, y low
uniform vec4 u_view;    // scale, cos, sin, dpr
uniform vec2 u_size;    // CSS px
uniform float u_now;    // scene s
uniform float u_extra;  // s to add to every age: overdue less usual
uniform float u_vector; // s
vec2 place(vec4 p, vec2 d) {
    vec2 r = (p.xy - u_centre.xy) + (p.zw - u_centre.zw) + d;
    r.x -= floor(r.x + 0.5);
    r *= u_view.x;
    return vec2(r.x * u_view.y + r.y * u_view.z,
                -r.x * u_view.z + r.y * u_view.y);
}
vec4 clip(vec2 px) {
    return vec4(px * vec2(2.0, -2.0) / u_size, 0.0, 1.0);
}
float fresh(float age) {
    return 1.0 - 0.6 * clamp(age / ${FADE_S}.0, 0.0, 1.0);
}
const vec3 COOPERATIVE = ${glsl(COLOUR.cooperative)};
const vec3 SILENT = ${glsl(COLOUR.silent)};
const vec3 BEARING = ${glsl(COLOUR.bearing)};
const vec3 HEARD = ${glsl(COLOUR.heard)};
const vec4 NOWHERE = vec4(2.0, 2.0, 0.0, 1.0);
`;

// Vertices are pulled from a texture, six for each thing: software renderers
// draw instances one by one, which costs them a hundred times as much.
const PULL = (texels: number) => `
uniform highp sampler2D u_data;
vec4 part(int i) {
    int n = (gl_VertexID / 6) * ${texels} + i;
    return texelFetch(u_data,
        ivec2(n % ${texels * ROW_THINGS}, n / ${texels * ROW_THINGS}), 0);
}
vec2 corner() { // -1..1, of two triangles
    int c = gl_VertexID % 6;
    return vec2(c == 1 || c == 4 || c == 5 ? 1.0 : -1.0,
                c == 2 || c == 3 || c == 5 ? 1.0 : -1.0);
}
`;

const TRACK_MAIN = `
    vec2 a_corner = corner();
    vec4 a_place = part(0);
    vec4 a_motion = part(1); // velocity, t0, age then
    vec4 a_look = part(2);   // cell, course, cooperative, status
    vec4 a_shape = part(3);  // major, minor, azimuth, strength of a mark
`;

export const SYMBOL_VERTEX = HEAD + PULL(TRACK_TEXELS) + `
uniform vec4 u_sheet;   // columns, rows, cell px, size
out vec2 v_uv;
out float v_alpha;
void main() {${TRACK_MAIN}    float dt = u_now - a_motion.z;
    vec2 at = place(a_place, a_motion.xy * dt);
    float turn = a_look.y;
    vec2 up = vec2(sin(turn), -cos(turn));
    up = vec2(up.x * u_view.y + up.y * u_view.z,
              -up.x * u_view.z + up.y * u_view.y);
    if (turn < -7.0) { up = vec2(0.0, -1.0); }
    vec2 right = vec2(-up.y, up.x);
    float half_px = u_sheet.z / u_view.w * 0.5 * u_sheet.w;
    if (turn < -7.0) { at = floor(at * u_view.w + 0.5) / u_view.w; }
    vec2 px = at + (right * a_corner.x - up * a_corner.y) * half_px;
    float column = mod(a_look.x, u_sheet.x);
    float row = floor((a_look.x + 0.5) / u_sheet.x);
    v_uv = (vec2(column, row) + a_corner * 0.5 + 0.5) / u_sheet.xy;
    v_alpha = fresh(a_motion.w + dt + u_extra);
    gl_Position = clip(px);
}`;

export const SYMBOL_FRAGMENT = `#version 300 es
precision highp float;
uniform sampler2D u_texture;
in vec2 v_uv;
in float v_alpha;
out vec4 o;
void main() { o = texture(u_texture, v_uv) * v_alpha; }`;

export const VECTOR_VERTEX = HEAD + PULL(TRACK_TEXELS) + `
uniform float u_trail; // 1: from its last place to here; 0: the vector
out vec4 v_colour;
out vec2 v_line;
void main() {${TRACK_MAIN}    vec2 a_last = part(4).xy;
    float dt = u_now - a_motion.z;
    vec2 here = place(a_place, a_motion.xy * dt);
    vec2 there = u_trail > 0.5 ? place(a_place, a_last)
        : place(a_place, a_motion.xy * (dt + u_vector));
    vec2 along = there - here;
    float len = length(along);
    if (len < 1.0 || len > 20000.0) { gl_Position = NOWHERE; return; }
    along /= len;
    vec2 across = vec2(-along.y, along.x);
    float side = a_corner.x * 1.3;
    vec2 px = mix(here, there, a_corner.y * 0.5 + 0.5) + across * side;
    vec3 colour = a_look.z > 0.5 ? COOPERATIVE : SILENT;
    float alpha = fresh(a_motion.w + dt + u_extra);
    alpha *= u_trail > 0.5 ? 0.45 : (a_look.w < 0.5 ? 0.55 : 0.85);
    v_colour = vec4(colour * alpha, alpha);
    v_line = vec2(side, a_look.w > 1.5 && u_trail < 0.5
        ? (a_corner.y * 0.5 + 0.5) * len : 0.0);
    gl_Position = clip(px);
}`;

export const SEGMENT_VERTEX = HEAD + PULL(SEGMENT_TEXELS) + `
uniform vec3 u_fade; // now, s to live, alpha
out vec4 v_colour;
out vec2 v_line;
void main() {
    vec2 a_corner = corner();
    vec4 a_place = part(0);
    vec4 a_rest = part(1); // delta, time, kind (2: and strength)
    float left = 1.0 - (u_fade.x - a_rest.z) / u_fade.y;
    vec2 here = place(a_place, vec2(0.0));
    vec2 there = place(a_place, a_rest.xy);
    vec2 along = there - here;
    float len = length(along);
    if (left <= 0.0 || left > 1.5 || len < 0.3) {
        gl_Position = NOWHERE;
        return;
    }
    along /= len;
    float side = a_corner.x * 1.3;
    vec2 px = mix(here, there, a_corner.y * 0.5 + 0.5) +
        vec2(-along.y, along.x) * side;
    vec3 colour = a_rest.w < 0.5 ? SILENT
        : a_rest.w < 1.5 ? COOPERATIVE : BEARING;
    float alpha = u_fade.z * left * (a_rest.w < 1.5 ? 1.0 : a_rest.w - 2.0);
    v_colour = vec4(colour * alpha, alpha);
    v_line = vec2(side, 0.0);
    gl_Position = clip(px);
}`;

export const LINE_FRAGMENT = `#version 300 es
precision highp float;
in vec4 v_colour;
in vec2 v_line; // px across; px along where it is dashed
out vec4 o;
void main() {
    float a = clamp(1.3 - abs(v_line.x), 0.0, 1.0);
    if (mod(v_line.y, 7.0) > 4.0) { a = 0.0; }
    o = v_colour * a;
}`;

export const ELLIPSE_VERTEX = HEAD + PULL(TRACK_TEXELS) + `
uniform vec3 u_fade; // for marks: now, s to live, alpha; y 0: tracks
out vec2 v_at;    // px from the centre, along major and minor
out vec2 v_axes;  // px
out vec4 v_colour;
void main() {${TRACK_MAIN}    bool mark = u_fade.y > 0.0;
    float dt = mark ? 0.0 : u_now - a_motion.z;
    vec2 at = place(a_place, a_motion.xy * dt);
    v_axes = max(a_shape.xy * u_view.x, vec2(1.0));
    float left = mark ? 1.0 - (u_fade.x - a_motion.z) / u_fade.y : 1.0;
    if ((!mark && v_axes.x < ${ELLIPSE_PX_MIN}.0) || v_axes.x > 4000.0 ||
        left <= 0.0) {
        gl_Position = NOWHERE;
        return;
    }
    float reach = mark ? 1.0 : 2.0;
    v_at = a_corner * (v_axes * reach + 2.0);
    vec2 major = vec2(sin(a_shape.z), -cos(a_shape.z));
    major = vec2(major.x * u_view.y + major.y * u_view.z,
                 -major.x * u_view.z + major.y * u_view.y);
    vec2 px = at + major * v_at.x + vec2(-major.y, major.x) * v_at.y;
    vec3 colour = mark ? HEARD : a_look.z > 0.5 ? COOPERATIVE : SILENT;
    float alpha = mark ? u_fade.z * left * a_shape.w
        : fresh(a_motion.w + dt + u_extra) * (a_look.w < 0.5 ? 0.45 : 0.7);
    v_colour = vec4(colour, alpha);
    gl_Position = clip(px);
}`;

export const ELLIPSE_FRAGMENT = `#version 300 es
precision highp float;
uniform vec3 u_fade;
in vec2 v_at;
in vec2 v_axes;
in vec4 v_colour;
out vec4 o;
float ring(float k) { // px from the ellipse of k sigma, about
    vec2 axes = v_axes * k;
    vec2 q = v_at / axes;
    float f = length(q);
    vec2 g = q / axes;
    return (f - 1.0) * f / max(length(g), 1e-6);
}
void main() {
    float one = ring(1.0);
    float a = clamp(1.1 - abs(one), 0.0, 1.0) * 0.9;
    a = max(a, one < 0.0 ? 0.10 : 0.0);
    if (u_fade.y <= 0.0) {
        float two = ring(2.0);
        a = max(a, clamp(1.0 - abs(two), 0.0, 1.0) * 0.4);
        a = max(a, two < 0.0 ? 0.05 : 0.0);
    }
    a *= v_colour.a;
    o = vec4(v_colour.rgb * a, a);
}`;
