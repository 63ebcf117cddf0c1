/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sound.h - how long sound is on its way through moving air.
 *
 * Frame   any Cartesian frame; units metres, seconds
 * Source  speed of sound in dry air: ISO 9613-1 (c = 331.3 sqrt(T / 273.15));
 *         retarded time of a source in uniform motion: Morse & Ingard,
 *         "Theoretical Acoustics" (1968), 11.2
 */
#ifndef LW_SOUND_H
#define LW_SOUND_H

/* Speed of sound, m/s, at a temperature in degrees Celsius. */
double lw_sound_speed_mps(double temperature_c);

/*
 * A source seen now at `offset_m` from the listener, moving at `vel_mps`,
 * through air that moves at `wind_mps`: how long ago it made the sound that
 * arrives now. Solves |offset - (vel - wind) d| = c d for d >= 0; a source
 * that outruns its sound has no such d, and gets the sound's way from here.
 */
double lw_sound_delay_s(const double offset_m[3], const double vel_mps[3],
                        const double wind_mps[3], double speed_mps);

#endif
