/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "asterix_json.h"
#include "asterix_samples.h"

enum { HEAD = 3 };

static const char *described(const uint8_t *block, size_t len,
                             const char *edition)
{
    static char out[4096];
    static struct lw_asterix_record record;
    struct lw_fault fault;
    struct lw_text to;
    const int got =
        lw_asterix_record_read(lw_asterix_find(block[0], edition), block + HEAD,
                               len - HEAD, &record, &fault);

    assert_int_equal(got, len - HEAD);
    lw_text_init(&to, out, sizeof out - 1);
    lw_asterix_describe(&record, &to);
    const int text = lw_text_len(&to);
    assert_true(text > 0);
    out[text] = '\0';
    return out;
}

/* As Wireshark 4.0 tells it. */
static void a_plot_is_told_in_the_units_of_its_standard(void **state)
{
    (void)state;
    assert_string_equal(
        described(sample_048, sizeof sample_048, "1.31"),
        "\"category\":48,\"edition\":\"1.31\",\"items\":{"
        "\"010\":{\"SAC\":25,\"SIC\":201},\"140\":27354.6015625,"
        "\"020\":{\"TYP\":5,\"SIM\":0,\"RDP\":0,\"SPI\":0,\"RAB\":0},"
        "\"040\":{\"RHO\":197.68359375,\"THETA\":340.136719},"
        "\"070\":{\"V\":0,\"G\":0,\"L\":0,\"MODE3A\":\"1000\"},"
        "\"090\":{\"V\":0,\"G\":0,\"FL\":330},\"220\":3958284,"
        "\"240\":\"DLH65A\",\"250\":[{\"MBDATA\":\"c0780031bc0000\","
        "\"BDS1\":4,\"BDS2\":0}],\"161\":{\"TRN\":3563},"
        "\"200\":{\"GSP\":0.1206665,\"HDG\":124.002686},"
        "\"170\":{\"CNF\":0,\"RAD\":2,\"DOU\":0,\"MAH\":0,\"CDM\":0,"
        "\"TRE\":0,\"GHO\":0,\"SUP\":0,\"TCC\":0},"
        "\"230\":{\"COM\":1,\"STAT\":0,\"SI\":0,\"MSSC\":1,\"ARC\":1,"
        "\"AIC\":1,\"B1A\":1,\"B1B\":5}}");
}

/* What is no text is raw; explicit items are bytes. */
static void what_cannot_be_told_is_raw(void **state)
{
    static const uint8_t block[] = {0x30, 0,    16,   0x01, 0x41, 0x01,
                                    0x04, 0xff, 0xff, 0xff, 0xff, 0xff,
                                    0xff, 0x03, 0xab, 0xcd};

    (void)state;
    assert_string_equal(described(block, sizeof block, NULL),
                        "\"category\":48,\"edition\":\"1.32\",\"items\":{"
                        "\"240\":281474976710655,\"SP\":\"abcd\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plot_is_told_in_the_units_of_its_standard),
        cmocka_unit_test(what_cannot_be_told_is_raw),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
