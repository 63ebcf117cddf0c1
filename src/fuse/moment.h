/* SPDX-License-Identifier: Apache-2.0 */
/*
 * moment.h - all that a tracker is at one moment, put aside and taken back:
 * targets, filters, seeds, what is learnt of sensors, registration, numbering.
 *
 * Taken at the end of a second, when no look is open. What is in use is copied
 * and no more, so twenty tracks cost little, however many there is room for.
 * What the tracker made of all that reached it until then is a function of
 * that state; what is not in it is told in fuse.h.
 */
#ifndef LW_MOMENT_H
#define LW_MOMENT_H

#include <stddef.h>

struct lw_tracker;

/* Bytes that lw_moment_save() would write now. */
size_t lw_moment_size(struct lw_tracker *trk);
void lw_moment_save(struct lw_tracker *trk, void *to);
/* Back to it; what is open now is lost. */
void lw_moment_load(struct lw_tracker *trk, void *from);

#endif
