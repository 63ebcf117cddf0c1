/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario, and its first seconds: reports in order, nothing that is not a
 * number. */
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "fuzz.h"
#include "sim/scenario_yaml.h"
#include "sim/simulation.h"

enum {
    MEMORY = 32 << 20,
    EVENTS_MEMORY = 16 << 20,
    MEMBERS_MAX = 64,
    STEPS = 5,
};

static void *grow(void *context, void *old, size_t size)
{
    (void)context;
    return size > EVENTS_MEMORY ? NULL : realloc(old, size);
}

static void run(const struct lw_scenario *scenario, struct lw_arena *arena)
{
    const struct lw_event_memory memory = {NULL, grow};
    char object[LW_ID_MAX + 1];
    struct lw_sim *sim = NULL;
    struct lw_sim_truth truth;
    struct lw_report report;
    int64_t last_ns = INT64_MIN;

    if (lw_sim_init(&sim, scenario, 1, 0.0, arena, memory) < 0)
        return;
    for (int i = 0; i < STEPS && lw_sim_step(sim) > 0; i++) {
        while (lw_sim_truth(sim, &truth) > 0)
            if (!isfinite(truth.pos.lat_rad + truth.pos.lon_rad +
                          truth.pos.alt_hae_m + truth.vel_mps[0]))
                abort();
        while (lw_sim_report(sim, &report, object) > 0) {
            if (report.rx_ns < last_ns)
                abort();
            last_ns = report.rx_ns;
            if (!isfinite(report.pos.lat_rad + report.pos.lon_rad +
                          report.az_rad + report.range_m + report.level_db))
                abort();
        }
    }
    free(lw_sim_memory(sim));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static unsigned char *memory;
    const struct lw_sim_text text = {.text = (const char *)data, .len = size};
    struct lw_scenario scenario;
    struct lw_fault fault = {0};
    uint32_t members = 0;

    if (memory == NULL)
        memory = malloc(MEMORY);
    if (memory == NULL)
        abort();
    struct lw_arena arena = {.mem = memory, .size = MEMORY};
    if (lw_scenario_read(&text, NULL, 0, NULL, &arena, &scenario, &fault) < 0) {
        if (fault.what[0] == '\0')
            abort();
        return 0;
    }
    for (uint32_t i = 0; i < scenario.aircraft_groups; i++)
        members += scenario.aircraft[i].number;
    for (uint32_t i = 0; i < scenario.sensor_groups; i++)
        members += scenario.sensors[i].number;
    if (members <= MEMBERS_MAX)
        run(&scenario, &arena);
    return 0;
}
