/* SPDX-License-Identifier: Apache-2.0 */
#include "load_site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"

enum { PATH_SIZE = 300 };

static char folder[] = "/tmp/luchtwacht-load-XXXXXX";

static int make_folder(void **state)
{
    char path[PATH_SIZE];

    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    (void)snprintf(path, sizeof path, "%s/maps", folder);
    return mkdir(path, 0700);
}

static void put(const char *name, const char *text)
{
    char path[PATH_SIZE];
    FILE *to;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    to = fopen(path, "w");
    assert_non_null(to);
    assert_int_equal(fputs(text, to) >= 0, 1);
    assert_int_equal(fclose(to), 0);
}

static int load(const char *name, struct lw_loaded_site *out,
                struct lw_fault *fault)
{
    char path[PATH_SIZE];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return lw_load_site(path, out, fault);
}

static int drop_folder(void **state)
{
    static const char *const names[] = {
        "site.yaml", "maps/z.geojson", "large.yaml", "c.yaml", "z", "maps"};
    char path[PATH_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)remove(path);
    }
    return rmdir(folder);
}

static void files_are_found_beside_the_site_file(void **state)
{
    struct lw_loaded_site loaded;
    struct lw_fault fault;

    (void)state;
    put("maps/z.geojson", "{\"type\":\"Polygon\",\"coordinates\":"
                          "[[[4,52],[5,52],[5,53],[4,52]]]}");
    put("site.yaml", "site: s\nsensors: [{id: a, kind: rf}]\nzones:\n"
                     "- {id: z, file: maps/z.geojson}\n");
    assert_int_equal(load("site.yaml", &loaded, &fault), 0);
    assert_string_equal(loaded.site.name, "s");
    assert_int_equal(loaded.site.zone[0].points, 3);
    lw_unload_site(&loaded);
    assert_null(loaded.mem);
}

static void what_cannot_be_read_is_told(void **state)
{
    struct lw_loaded_site loaded;
    struct lw_fault fault;

    (void)state;
    assert_int_equal(load("none.yaml", &loaded, &fault), LW_ERR_IO);
    assert_true(fault.line == 0);
    assert_non_null(strstr(fault.what, "No such file"));
    assert_int_equal(load("maps", &loaded, &fault), LW_ERR_IO);
    put("site.yaml", "site: s\nsensors: [{id: a, kind: rf}]\nzones:\n"
                     "- {id: z, file: maps/none.geojson}\n");
    assert_int_equal(load("site.yaml", &loaded, &fault), LW_ERR_IO);
    assert_true(fault.line == 4);
    put("site.yaml", "site: s\nsensrs: []\n");
    assert_int_equal(load("site.yaml", &loaded, &fault), LW_ERR_UNKNOWN);
    assert_true(fault.line == 2);
}

/* Little text and much memory: zones that all name one file. */
static void memory_grows_until_the_site_fits(void **state)
{
    enum { ZONES = 20000 };
    const size_t size = 512 + (size_t)ZONES * 32;
    char *text = malloc(size);
    struct lw_loaded_site loaded;
    struct lw_fault fault;
    size_t used;

    (void)state;
    assert_non_null(text);
    put("z", "{\"type\":\"Polygon\",\"coordinates\":"
             "[[[4,52],[5,52],[5,53],[4,52]]]}");
    used = (size_t)snprintf(text, size,
                            "site: s\nsensors: [{id: a, kind: rf}]\nzones:\n");
    for (int i = 0; i < ZONES; i++)
        used += (size_t)snprintf(text + used, size - used,
                                 "- {id: %d, file: z}\n", i);
    put("large.yaml", text);
    free(text);
    assert_int_equal(load("large.yaml", &loaded, &fault), 0);
    assert_int_equal(loaded.site.zones, ZONES);
    assert_string_equal(loaded.site.zone[ZONES - 1].id, "19999");
    assert_int_equal(loaded.site.zone[ZONES - 1].points, 3);
    lw_unload_site(&loaded);
}

static void paths_of_a_configuration_lie_beside_it(void **state)
{
    static struct lw_config config;
    struct lw_fault fault;
    char path[PATH_SIZE], expected[PATH_SIZE + 16];

    (void)state;
    put("c.yaml", "site: s.yaml\ndata: /var/x\n"
                  "feeds: [{format: ndjson, url: '-'},"
                  " {format: ndjson, url: 'file:day.ndjson'}]\n");
    (void)snprintf(path, sizeof path, "%s/c.yaml", folder);
    assert_int_equal(lw_load_config(path, &config, &fault), 0);
    (void)snprintf(expected, sizeof expected, "%s/s.yaml", folder);
    assert_string_equal(config.site, expected);
    assert_string_equal(config.data, "/var/x");
    assert_string_equal(config.feed[0].from.path, "-");
    (void)snprintf(expected, sizeof expected, "%s/day.ndjson", folder);
    assert_string_equal(config.feed[1].from.path, expected);
    assert_string_equal(config.play.file, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_found_beside_the_site_file),
        cmocka_unit_test(what_cannot_be_read_is_told),
        cmocka_unit_test(memory_grows_until_the_site_fits),
        cmocka_unit_test(paths_of_a_configuration_lie_beside_it),
    };

    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
