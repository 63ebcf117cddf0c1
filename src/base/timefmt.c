/* SPDX-License-Identifier: Apache-2.0 */
#include "timefmt.h"

#include <stdbool.h>
#include <stdio.h>

static const int64_t second_ns = 1000000000;
enum { DAY_S = 86400, YEAR_MIN = 1678, YEAR_MAX = 2261 };

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int lw_timefmt_month_days(int64_t year, int month)
{
    static const int days[] = {0,  31, 28, 31, 30, 31, 30,
                               31, 31, 30, 31, 30, 31};

    if (month < 1 || month > 12)
        return 0;
    return days[month] + (month == 2 && is_leap(year));
}

int64_t lw_timefmt_days(int64_t year, int month, int day)
{
    /* Years begin in March, so that the leap day is a year's last. */
    const int64_t y = month <= 2 ? year - 1 : year;
    const int64_t era = (y >= 0 ? y : y - 399) / 400;
    const int64_t year_of_era = y - era * 400;
    const int64_t month_from_march = (month + 9) % 12;
    const int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 -
           year_of_era / 100 + day_of_year - 719468;
}

/* `count` digits at *at, moved past them; -1: they are not there. */
static int digits(const char **at, const char *end, int count)
{
    int value = 0;

    if (end - *at < count)
        return -1;
    for (int i = 0; i < count; i++) {
        const char c = (*at)[i];

        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    *at += count;
    return value;
}

static bool pass(const char **at, const char *end, char c)
{
    if (*at == end || **at != c)
        return false;
    (*at)++;
    return true;
}

/* ".176" in ns; 0 where there is none; -1: a dot without digits. */
static int64_t fraction_ns(const char **at, const char *end)
{
    int64_t value = 0, unit = second_ns / 10;
    const char *start;

    if (!pass(at, end, '.'))
        return 0;
    for (start = *at; *at < end && **at >= '0' && **at <= '9'; (*at)++) {
        value += unit * (**at - '0');
        unit /= 10;
    }
    return *at > start ? value : -1;
}

/* "Z" or "+01:00" in seconds; -1 (no whole minute): neither. */
static int offset_s(const char **at, const char *end)
{
    if (pass(at, end, 'Z') || pass(at, end, 'z'))
        return 0;
    const bool west = pass(at, end, '-');
    if (!west && !pass(at, end, '+'))
        return -1;
    const int hours = digits(at, end, 2);
    if (hours < 0 || hours > 23 || !pass(at, end, ':'))
        return -1;
    const int minutes = digits(at, end, 2);
    if (minutes < 0 || minutes > 59)
        return -1;
    return (west ? -60 : 60) * (hours * 60 + minutes);
}

int lw_timefmt_read(const char *text, size_t len, int64_t *time_ns)
{
    const char *at = text, *const end = text + len;
    const int year = digits(&at, end, 4);

    if (year < 0 || !pass(&at, end, '-'))
        return LW_ERR_SYNTAX;
    const int month = digits(&at, end, 2);
    if (month < 0 || !pass(&at, end, '-'))
        return LW_ERR_SYNTAX;
    const int day = digits(&at, end, 2);
    if (day < 0 ||
        !(pass(&at, end, 'T') || pass(&at, end, 't') || pass(&at, end, ' ')))
        return LW_ERR_SYNTAX;
    const int hour = digits(&at, end, 2);
    if (hour < 0 || !pass(&at, end, ':'))
        return LW_ERR_SYNTAX;
    const int minute = digits(&at, end, 2);
    if (minute < 0 || !pass(&at, end, ':'))
        return LW_ERR_SYNTAX;
    const int second = digits(&at, end, 2);
    const int64_t fraction = fraction_ns(&at, end);
    const int offset = offset_s(&at, end);
    if (second < 0 || fraction < 0 || offset == -1 || at != end)
        return LW_ERR_SYNTAX;
    if (day < 1 || day > lw_timefmt_month_days(year, month) || hour > 23 ||
        minute > 59 || second > 60 || year < YEAR_MIN || year > YEAR_MAX)
        return LW_ERR_RANGE;
    const int64_t seconds = lw_timefmt_days(year, month, day) * DAY_S +
                            hour * 3600 + minute * 60 + second - offset;
    *time_ns = seconds * second_ns + (second == 60 ? 0 : fraction);
    return 0;
}

int lw_timefmt_write(int64_t time_ns, char text[LW_TIMEFMT_SIZE])
{
    int64_t us = time_ns / 1000 - (time_ns % 1000 < 0);
    const int64_t day_us = (int64_t)DAY_S * 1000000;
    const int64_t days = us / day_us - (us % day_us < 0);
    us -= days * day_us;

    /* The inverse of lw_timefmt_days(), by the same years from March. */
    const int64_t z = days + 719468;
    const int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    const int64_t day_of_era = z - era * 146097;
    const int64_t year_of_era = (day_of_era - day_of_era / 1460 +
                                 day_of_era / 36524 - day_of_era / 146096) /
                                365;
    const int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t m = (5 * day_of_year + 2) / 153;
    const int day = (int)(day_of_year - (153 * m + 2) / 5 + 1);
    const int month = (int)(m < 10 ? m + 3 : m - 9);
    const int year = (int)(year_of_era + era * 400 + (month <= 2));
    const int second = (int)(us / 1000000);

    int len =
        snprintf(text, LW_TIMEFMT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d", year,
                 month, day, second / 3600, second / 60 % 60, second % 60);
    int rest = (int)(us % 1000000);
    if (rest != 0) {
        int places = 6;
        for (; rest % 10 == 0; rest /= 10)
            places--;
        len += snprintf(text + len, LW_TIMEFMT_SIZE - (size_t)len, ".%0*d",
                        places, rest);
    }
    len += snprintf(text + len, LW_TIMEFMT_SIZE - (size_t)len, "Z");
    return len;
}
