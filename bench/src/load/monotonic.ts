/** Milliseconds of a clock that all processes of one machine share and that never steps back. */
export const monotonicMilliseconds = (): number => Number(process.hrtime.bigint()) / 1e6;
