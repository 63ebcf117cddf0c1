/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd.h - one function a verb; each in the file of its name.
 *
 * argv[0] is the verb. They return the exit status of the contract.
 */
#ifndef LW_CMD_H
#define LW_CMD_H

enum lw_exit { LW_EXIT_DONE = 0, LW_EXIT_FAILED = 1, LW_EXIT_USAGE = 2 };

int lw_cmd_track(int argc, char **argv);
int lw_cmd_convert(int argc, char **argv);
int lw_cmd_decode(int argc, char **argv);
int lw_cmd_score(int argc, char **argv);
int lw_cmd_serve(int argc, char **argv);
int lw_cmd_replay(int argc, char **argv);
int lw_cmd_sim(int argc, char **argv);

#endif
