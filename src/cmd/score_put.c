/* SPDX-License-Identifier: Apache-2.0 */
#include "score_put.h"

enum { DECIMALS = 6 };

void lw_put_flush(struct lw_put *put)
{
    struct lw_text *text = &put->text;

    (void)fwrite(text->start, 1, (size_t)(text->at - text->start), put->to);
    lw_text_init(text, text->start, LW_PUT_MAX);
}

void lw_put_key(struct lw_put *put, const char *name)
{
    lw_text_put(&put->text, put->comma);
    lw_text_quote(&put->text, name);
    lw_text_put(&put->text, ":");
    put->comma = ",";
}

/* With a name in an object, without in an array. */
void lw_put_begin(struct lw_put *put, const char *name, const char *bracket)
{
    if (name != NULL)
        lw_put_key(put, name);
    else
        lw_text_put(&put->text, put->comma);
    lw_text_put(&put->text, bracket);
    put->comma = "";
}

void lw_put_end(struct lw_put *put, const char *bracket)
{
    lw_text_put(&put->text, bracket);
    put->comma = ",";
    lw_put_flush(put);
}

void lw_put_number(struct lw_put *put, const char *name, double value)
{
    lw_put_key(put, name);
    lw_text_fixed(&put->text, value, DECIMALS);
    lw_put_flush(put);
}

void lw_put_string(struct lw_put *put, const char *name, const char *value)
{
    lw_put_key(put, name);
    lw_text_quote(&put->text, value);
    lw_put_flush(put);
}

void lw_put_numbers(struct lw_put *put, const struct lw_figure *figure,
                    int count)
{
    for (int i = 0; i < count; i++)
        lw_put_number(put, figure[i].name, figure[i].value);
}
