/**
 * One turn of the event loop, as a token that no two turns share. What is asked in one turn was all asked before the
 * turn's first look at any file: so what that look saw holds for all of it. Whoever hands out tokens has to see to that.
 */
export type Turn = object;
