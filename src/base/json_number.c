/* SPDX-License-Identifier: Apache-2.0 */
/* What the digits of a JSON number are worth, to the last bit. */
#include <stdlib.h>
#include <string.h>

#include "json.h"

enum { POW5_MIN = -27, POW5_MAX = 27 };

/*
 * The leading 128 bits of 5^q for q = -27..27: exact (shifted) for q >= 0, the
 * reciprocal rounded up for q < 0. Within these exponents the product of a
 * 64-bit integer with them decides the rounding of every double (Lemire 2021,
 * section 7), so that no case is left open.
 */
static const struct {
    uint64_t high, low;
} pow5[POW5_MAX - POW5_MIN + 1] = {
    {0x9e74d1b791e07e48U, 0x775ea264cf55347eU},
    {0xc612062576589ddaU, 0x95364afe032a819eU},
    {0xf79687aed3eec551U, 0x3a83ddbd83f52205U},
    {0x9abe14cd44753b52U, 0xc4926a9672793543U},
    {0xc16d9a0095928a27U, 0x75b7053c0f178294U},
    {0xf1c90080baf72cb1U, 0x5324c68b12dd6339U},
    {0x971da05074da7beeU, 0xd3f6fc16ebca5e04U},
    {0xbce5086492111aeaU, 0x88f4bb1ca6bcf585U},
    {0xec1e4a7db69561a5U, 0x2b31e9e3d06c32e6U},
    {0x9392ee8e921d5d07U, 0x3aff322e62439fd0U},
    {0xb877aa3236a4b449U, 0x09befeb9fad487c3U},
    {0xe69594bec44de15bU, 0x4c2ebe687989a9b4U},
    {0x901d7cf73ab0acd9U, 0x0f9d37014bf60a11U},
    {0xb424dc35095cd80fU, 0x538484c19ef38c95U},
    {0xe12e13424bb40e13U, 0x2865a5f206b06fbaU},
    {0x8cbccc096f5088cbU, 0xf93f87b7442e45d4U},
    {0xafebff0bcb24aafeU, 0xf78f69a51539d749U},
    {0xdbe6fecebdedd5beU, 0xb573440e5a884d1cU},
    {0x89705f4136b4a597U, 0x31680a88f8953031U},
    {0xabcc77118461cefcU, 0xfdc20d2b36ba7c3eU},
    {0xd6bf94d5e57a42bcU, 0x3d32907604691b4dU},
    {0x8637bd05af6c69b5U, 0xa63f9a49c2c1b110U},
    {0xa7c5ac471b478423U, 0x0fcf80dc33721d54U},
    {0xd1b71758e219652bU, 0xd3c36113404ea4a9U},
    {0x83126e978d4fdf3bU, 0x645a1cac083126eaU},
    {0xa3d70a3d70a3d70aU, 0x3d70a3d70a3d70a4U},
    {0xccccccccccccccccU, 0xcccccccccccccccdU},
    {0x8000000000000000U, 0x0000000000000000U},
    {0xa000000000000000U, 0x0000000000000000U},
    {0xc800000000000000U, 0x0000000000000000U},
    {0xfa00000000000000U, 0x0000000000000000U},
    {0x9c40000000000000U, 0x0000000000000000U},
    {0xc350000000000000U, 0x0000000000000000U},
    {0xf424000000000000U, 0x0000000000000000U},
    {0x9896800000000000U, 0x0000000000000000U},
    {0xbebc200000000000U, 0x0000000000000000U},
    {0xee6b280000000000U, 0x0000000000000000U},
    {0x9502f90000000000U, 0x0000000000000000U},
    {0xba43b74000000000U, 0x0000000000000000U},
    {0xe8d4a51000000000U, 0x0000000000000000U},
    {0x9184e72a00000000U, 0x0000000000000000U},
    {0xb5e620f480000000U, 0x0000000000000000U},
    {0xe35fa931a0000000U, 0x0000000000000000U},
    {0x8e1bc9bf04000000U, 0x0000000000000000U},
    {0xb1a2bc2ec5000000U, 0x0000000000000000U},
    {0xde0b6b3a76400000U, 0x0000000000000000U},
    {0x8ac7230489e80000U, 0x0000000000000000U},
    {0xad78ebc5ac620000U, 0x0000000000000000U},
    {0xd8d726b7177a8000U, 0x0000000000000000U},
    {0x878678326eac9000U, 0x0000000000000000U},
    {0xa968163f0a57b400U, 0x0000000000000000U},
    {0xd3c21bcecceda100U, 0x0000000000000000U},
    {0x84595161401484a0U, 0x0000000000000000U},
    {0xa56fa5b99019a5c8U, 0x0000000000000000U},
    {0xcecb8f27f4200f3aU, 0x0000000000000000U},
};

static int leading_zeros(uint64_t value)
{
    int count = 0;

    for (int step = 32; step > 0; step /= 2)
        if (value >> (64 - step) == 0) {
            value <<= step;
            count += step;
        }
    return count;
}

static uint64_t multiply(uint64_t a, uint64_t b, uint64_t *high)
{
    const uint64_t mask = 0xffffffffU;
    const uint64_t low = (a & mask) * (b & mask);
    const uint64_t mid1 = (a >> 32) * (b & mask) + (low >> 32);
    const uint64_t mid2 = (a & mask) * (b >> 32) + (mid1 & mask);

    *high = (a >> 32) * (b >> 32) + (mid1 >> 32) + (mid2 >> 32);
    return mid2 << 32 | (low & mask);
}

/* digits * 10^exp10 for digits != 0 and exp10 within the table. */
static double scale_by_table(uint64_t digits, int exp10)
{
    const uint64_t power_high = pow5[exp10 - POW5_MIN].high;
    const uint64_t power_low = pow5[exp10 - POW5_MIN].low;
    const int zeros = leading_zeros(digits);
    uint64_t high, more;

    digits <<= zeros;
    uint64_t low = multiply(digits, power_high, &high);
    if ((high & 0x1ff) == 0x1ff) {
        /* The 9 bits below what is kept are all ones: look further down. */
        (void)multiply(digits, power_low, &more);
        low += more;
        high += low < more;
    }
    const int upper = (int)(high >> 63);
    uint64_t mantissa = high >> (upper + 9); /* 53 bits and one to round by */
    int exp2 = (int)((152170 + 65536) * (int64_t)exp10 >> 16) + upper - zeros;

    /* Exactly half way, where that can be: to even. */
    if (low <= 1 && exp10 >= -4 && exp10 <= 23 && (mantissa & 3) == 1 &&
        mantissa << (upper + 9) == high)
        mantissa &= ~(uint64_t)1;
    mantissa = (mantissa + (mantissa & 1)) >> 1;
    if (mantissa == (uint64_t)1 << 53) {
        mantissa >>= 1;
        exp2++;
    }
    const uint64_t bits = (mantissa & (((uint64_t)1 << 52) - 1)) |
                          (uint64_t)(exp2 + 63 + 1023) << 52;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

double lw_json_double(const struct lw_json_number *number)
{
    static const double exact[] = {
        1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const uint64_t digits = number->digits;
    const int exp10 = number->exp10;
    char text[LW_JSON_NUMBER_MAX + 1];
    double value;

    if (digits == 0) {
        value = 0;
    } else if (!number->cut && digits >> 53 == 0 && exp10 >= -22 &&
               exp10 <= 22) {
        value = exp10 < 0 ? (double)digits / exact[-exp10]
                          : (double)digits * exact[exp10];
    } else if (!number->cut && exp10 >= POW5_MIN && exp10 <= POW5_MAX) {
        value = scale_by_table(digits, exp10);
    } else {
        /* Far or long: the C library, which without setlocale() speaks "C". */
        memcpy(text, number->text, number->len);
        text[number->len] = '\0';
        return strtod(text, NULL);
    }
    return number->negative ? -value : value;
}

int lw_json_scaled(const struct lw_json_number *number, int shift,
                   int64_t *value)
{
    uint64_t digits = number->digits;
    int exp10 = number->exp10 + shift;

    if (digits == 0)
        exp10 = 0;
    for (; exp10 > 0; exp10--) {
        if (digits > INT64_MAX / 10)
            return LW_ERR_RANGE;
        digits *= 10;
    }
    bool up = false;
    for (; exp10 < 0 && (digits > 0 || up); exp10++) {
        up = digits % 10 >= 5;
        digits /= 10;
    }
    digits += up;
    if (digits > INT64_MAX)
        return LW_ERR_RANGE;
    *value = number->negative ? -(int64_t)digits : (int64_t)digits;
    return 0;
}
