/**
 * Options of the gateway's Node process. Left to itself, V8 lets the heap double before it collects the old part, and the
 * answers of a busy minute stay in memory. Two thirds more keep it below 300 MB; the less, the more CPU goes into collecting
 * (measured, ADR 14).
 */
export const GATEWAY_FLAGS: readonly string[] = ['--heap-growing-percent=67'];
