/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "xml_parts.h"

#define FFFD "\xef\xbf\xbd"

static void becomes(const char *string, const char *expected)
{
    char out[256];
    struct lw_text to;

    lw_text_init(&to, out, sizeof out - 1);
    lw_xml_put_text(&to, string);
    out[lw_text_len(&to)] = '\0';
    assert_string_equal(out, expected);
}

static void what_means_something_is_escaped(void **state)
{
    (void)state;
    becomes("", "");
    becomes("a<b>&\"'c", "a&lt;b&gt;&amp;&quot;&#39;c");
    becomes("]]>", "]]&gt;");
    becomes("a\tb\nc\rd", "a&#9;b&#10;c&#13;d");
    becomes("Київ \xf0\x9f\x9a\x81", "Київ \xf0\x9f\x9a\x81");
}

static void what_xml_cannot_hold_is_replaced(void **state)
{
    (void)state;
    becomes("\x01", FFFD);
    becomes("\x1f\x7f", FFFD FFFD);
    becomes("\xff", FFFD);
    becomes("\x80", FFFD);
    becomes("\xc0\x80", FFFD FFFD);          /* NUL, over-long */
    becomes("\xed\xa0\x80", FFFD FFFD FFFD); /* a surrogate */
    becomes("\xef\xbf\xbf", FFFD FFFD FFFD); /* U+FFFF */
    becomes("\xf4\x90\x80\x80", FFFD FFFD FFFD FFFD);
    becomes("\xe2\x82", FFFD FFFD); /* cut short */
    becomes("a\xe2\x82z", "a" FFFD FFFD "z");
    becomes("\xee\x80\x80", "\xee\x80\x80");
}

static void no_string_takes_more_than_is_told(void **state)
{
    char one[2] = "", out[16];
    struct lw_text to;

    (void)state;
    for (int c = 1; c < 256; c++) {
        one[0] = (char)c;
        lw_text_init(&to, out, sizeof out);
        lw_xml_put_text(&to, one);
        assert_in_range(lw_text_len(&to), 1, LW_XML_ESCAPE_MAX);
    }
}

static void numbers_have_no_exponent(void **state)
{
    char out[256];
    struct lw_text to;

    (void)state;
    lw_text_init(&to, out, sizeof out - 1);
    lw_xml_put_decimal(&to, "a", 1.5, 3);
    lw_xml_put_decimal(&to, "b", -1e300, 3);
    lw_xml_put_decimal(&to, "c", 123456789.25, 3);
    lw_xml_put_number(&to, "d", -0.0001, 2);
    lw_xml_put_when(&to, "e", INT64_C(1790000012500000000));
    lw_xml_put_element(&to, "f", "<");
    out[lw_text_len(&to)] = '\0';
    assert_string_equal(out, " a=\"1.5\" b=\"-1000000000000\" c=\"123456789\""
                             "<d>0</d><e>2026-09-21T14:13:32.5Z</e>"
                             "<f>&lt;</f>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_means_something_is_escaped),
        cmocka_unit_test(what_xml_cannot_hold_is_replaced),
        cmocka_unit_test(no_string_takes_more_than_is_told),
        cmocka_unit_test(numbers_have_no_exponent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
