/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score_columns.h - the columns of a result's `series`: what score writes for
 * every stretch of time, and what its page draws.
 */
#ifndef LW_SCORE_COLUMNS_H
#define LW_SCORE_COLUMNS_H

enum lw_score_column {
    LW_COLUMN_SECONDS,
    LW_COLUMN_OBJECTS,
    LW_COLUMN_SHOWN,
    LW_COLUMN_TRACKED,
    LW_COLUMN_GOSPA,
    LW_COLUMN_LOCALISATION,
    LW_COLUMN_MISSED,
    LW_COLUMN_FALSE,
    LW_COLUMN_RMS,
    LW_COLUMN_NEES,
    LW_COLUMN_BAND_LOW,
    LW_COLUMN_BAND_HIGH,
    LW_COLUMN_OSPA2,
    LW_SCORE_COLUMNS
};

/* Their names in the JSON. */
static const char *const lw_score_column_name[LW_SCORE_COLUMNS] = {
    [LW_COLUMN_SECONDS] = "seconds",
    [LW_COLUMN_OBJECTS] = "objects",
    [LW_COLUMN_SHOWN] = "shown",
    [LW_COLUMN_TRACKED] = "tracked",
    [LW_COLUMN_GOSPA] = "gospa",
    [LW_COLUMN_LOCALISATION] = "localisation",
    [LW_COLUMN_MISSED] = "missed",
    [LW_COLUMN_FALSE] = "false",
    [LW_COLUMN_RMS] = "rms",
    [LW_COLUMN_NEES] = "nees",
    [LW_COLUMN_BAND_LOW] = "nees_band_low",
    [LW_COLUMN_BAND_HIGH] = "nees_band_high",
    [LW_COLUMN_OSPA2] = "ospa2",
};

#endif
