/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "yaml_reader.h"

static unsigned char memory[1 << 22];

static int parse(const char *text, const struct lw_yaml_node **root,
                 struct lw_fault *fault)
{
    struct lw_arena arena = {.mem = memory, .size = sizeof memory};
    const struct lw_yaml yaml = {.fault = fault};

    return lw_yaml_parse(&yaml, text, strlen(text), &arena, root);
}

static void refused(const char *text, int err, int64_t line, const char *says)
{
    const struct lw_yaml_node *root;
    struct lw_fault fault = {0};

    assert_int_equal(parse(text, &root, &fault), err);
    if (strstr(fault.what, says) == NULL)
        print_error("%s\n", fault.what);
    assert_non_null(strstr(fault.what, says));
    assert_true(fault.line == line);
}

static void a_tree_keeps_order_and_places(void **state)
{
    const struct lw_yaml_node *root, *at;
    struct lw_fault fault;

    (void)state;
    assert_int_equal(parse("a: 1\nb:\n  - x\n  - 'y'\n", &root, &fault), 0);
    assert_int_equal(root->kind, LW_YAML_MAPPING);
    assert_int_equal(root->count, 2);
    at = root->child;
    assert_string_equal(at->text, "a");
    assert_string_equal(at->next->text, "1");
    at = at->next->next;
    assert_int_equal(at->line, 2);
    at = at->next;
    assert_int_equal(at->kind, LW_YAML_SEQUENCE);
    assert_int_equal(at->count, 2);
    assert_true(at->child->plain);
    assert_false(at->child->next->plain);
    assert_int_equal(at->child->next->line, 4);
    assert_int_equal(at->child->next->column, 5);
    assert_null(at->child->next->next);
}

static void an_alias_shares_what_it_names(void **state)
{
    const struct lw_yaml_node *root, *a, *b;
    struct lw_fault fault;

    (void)state;
    assert_int_equal(
        parse("a: &c {range: 5}\nb: *c\nd: &e text\nf: *e\n", &root, &fault),
        0);
    a = root->child->next;
    b = a->next->next;
    assert_int_equal(b->kind, LW_YAML_MAPPING);
    assert_ptr_equal(a->child, b->child);
    assert_int_equal(b->line, 2);
    assert_string_equal(b->next->next->next->next->text, "text");
}

static void what_a_configuration_never_needs_is_refused(void **state)
{
    (void)state;
    refused("", LW_ERR_SYNTAX, 0, "empty");
    refused("# nothing\n", LW_ERR_SYNTAX, 0, "empty");
    refused("a: 1\n---\nb: 2\n", LW_ERR_SYNTAX, 2, "one document");
    refused("? [a]\n: 1\n", LW_ERR_SYNTAX, 1, "a key as text");
    refused("a: 1\nb: 2\na: 3\n", LW_ERR_DUPLICATE, 3, "first in line 1");
    refused("a: *b\n", LW_ERR_UNKNOWN, 1, "no anchor");
    refused("a: &b [*b]\n", LW_ERR_SYNTAX, 1, "inside of what it names");
}

static void what_is_not_yaml_is_refused_with_its_place(void **state)
{
    (void)state;
    refused("a: [1, 2\nb: 3\n", LW_ERR_SYNTAX, 2, "not YAML");
    refused("a: 1\n\tb: 2\n", LW_ERR_SYNTAX, 2, "not YAML");
    refused("a: 1\nb: \xFF\n", LW_ERR_SYNTAX, 2, "not YAML");
    refused("a: \"\\q\"\n", LW_ERR_SYNTAX, 1, "not YAML");
}

/* The billion laughs: nine lines of tens of aliases each. */
static void a_bomb_of_aliases_does_not_go_off(void **state)
{
    char text[2048];
    size_t used = (size_t)snprintf(text, sizeof text, "a0: &a0 [x]\n");

    (void)state;
    for (int i = 1; i <= 9; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "a%d: &a%d [",
                                 i, i);
        for (int j = 0; j < 10; j++)
            used += (size_t)snprintf(text + used, sizeof text - used, "*a%d%s",
                                     i - 1, j < 9 ? ", " : "]\n");
    }
    refused(text, LW_ERR_RANGE, 9, "aliases written out");
}

static void depth_has_its_limit(void **state)
{
    char text[2 * LW_YAML_DEPTH_MAX + 8];
    const struct lw_yaml_node *root;
    struct lw_fault fault;

    (void)state;
    memset(text, '[', LW_YAML_DEPTH_MAX);
    memset(text + LW_YAML_DEPTH_MAX, ']', LW_YAML_DEPTH_MAX);
    text[2 * LW_YAML_DEPTH_MAX] = '\0';
    assert_int_equal(parse(text, &root, &fault), 0);
    memset(text, '[', LW_YAML_DEPTH_MAX + 1);
    memset(text + LW_YAML_DEPTH_MAX + 1, ']', LW_YAML_DEPTH_MAX + 1);
    text[2 * LW_YAML_DEPTH_MAX + 2] = '\0';
    refused(text, LW_ERR_SYNTAX, 1, "nested deeper");
}

static void keys_and_anchors_have_their_limits(void **state)
{
    static char text[16384];
    const struct lw_yaml_node *root;
    struct lw_fault fault;
    size_t used = 0;

    (void)state;
    for (int i = 0; i < LW_YAML_KEYS_MAX; i++)
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "k%d: &n%d 1\n", i, i);
    assert_int_equal(parse(text, &root, &fault), 0);
    (void)snprintf(text + used, sizeof text - used, "more: 1\n");
    refused(text, LW_ERR_RANGE, LW_YAML_KEYS_MAX + 1, "keys");
    used = 0;
    for (int i = 0; i <= LW_YAML_ANCHORS_MAX; i++)
        used +=
            (size_t)snprintf(text + used, sizeof text - used, "- &n%d 1\n", i);
    refused(text, LW_ERR_RANGE, LW_YAML_ANCHORS_MAX + 1, "anchors");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_keeps_order_and_places),
        cmocka_unit_test(an_alias_shares_what_it_names),
        cmocka_unit_test(what_a_configuration_never_needs_is_refused),
        cmocka_unit_test(what_is_not_yaml_is_refused_with_its_place),
        cmocka_unit_test(a_bomb_of_aliases_does_not_go_off),
        cmocka_unit_test(depth_has_its_limit),
        cmocka_unit_test(keys_and_anchors_have_their_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
