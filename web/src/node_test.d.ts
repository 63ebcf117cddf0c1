// SPDX-License-Identifier: Apache-2.0
// The little of node that the unit tests use, so that the page is checked
// without node's types (and cannot use node by mistake).

declare module 'node:test' {
    export default function test(name: string,
        body: () => void | Promise<void>): void;
}
declare module 'node:assert/strict' {
    interface Assert {
        (value: unknown, message?: string): asserts value;
        equal(a: unknown, b: unknown, message?: string): void;
        deepEqual(a: unknown, b: unknown, message?: string): void;
        throws(body: () => unknown, error?: unknown): void;
    }
    const assert: Assert;
    export default assert;
}
declare module 'node:fs' {
    export function readdirSync(path: string): string[];
    export function readFileSync(path: string, encoding: 'utf8'): string;
}
