/* SPDX-License-Identifier: Apache-2.0 */
/* `luchtwacht sim` alone, to be built by one compiler after the other. */
#include "cmd.h"

int main(int argc, char **argv)
{
    return lw_cmd_sim(argc - 1, argv + 1);
}
