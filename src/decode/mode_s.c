/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A long message (112 bits; a short one ends after 56, with PI or AP last):
 *
 *   bit   1..5    DF
 *         6..8    CA (DF 11, 17), CF (DF 18), FS (DF 4, 5, 20, 21)
 *         9..32   AA, the address (DF 11, 17, 18)
 *        20..32   AC altitude (DF 0, 4, 16, 20), ID identity (DF 5, 21)
 *        33..88   ME (DF 17, 18): 56 bits, the first five its type code
 *        89..112  PI or AP: parity, with the interrogator or the address
 *
 * Deviations of devices: receivers give out messages that they repaired; the
 * result of a wrong repair has the right parity, so it is caught only by the
 * checks on positions (adsb.c).
 */
#include "mode_s.h"

#include <math.h>
#include <string.h>

enum { DF_ALL_CALL = 11, DF_ADSB = 17, DF_TIS_B = 18, INTERROGATORS = 80 };

/* `count` bits (at most 25) from bit `first` (1-based, as in the documents). */
static uint32_t bits(const uint8_t *bytes, int first, int count)
{
    const int last = first + count - 2; /* 0-based */
    uint32_t value = 0;

    for (int i = (first - 1) / 8; i <= last / 8; i++)
        value = value << 8 | bytes[i];
    return value >> (7 - last % 8) & ((1u << count) - 1);
}

/* What a byte leaves of the parity (generator 1fff409): that of its bits. */
#define BIT(byte, bit, rest) ((byte) >> (bit)&1u ? (rest) : 0u)
#define BYTE(byte)                                                             \
    (BIT(byte, 0, 0xfff409u) ^ BIT(byte, 1, 0x001c1bu) ^                       \
     BIT(byte, 2, 0x003836u) ^ BIT(byte, 3, 0x00706cu) ^                       \
     BIT(byte, 4, 0x00e0d8u) ^ BIT(byte, 5, 0x01c1b0u) ^                       \
     BIT(byte, 6, 0x038360u) ^ BIT(byte, 7, 0x0706c0u))
#define BYTES4(byte)                                                           \
    BYTE(byte), BYTE((byte) + 1), BYTE((byte) + 2), BYTE((byte) + 3)
#define BYTES16(byte)                                                          \
    BYTES4(byte), BYTES4((byte) + 4), BYTES4((byte) + 8), BYTES4((byte) + 12)
#define BYTES64(byte)                                                          \
    BYTES16(byte), BYTES16((byte) + 16), BYTES16((byte) + 32),                 \
        BYTES16((byte) + 48)

/* Over the data alone, and then against the parity: so that what is laid over
 * the parity (an address, an interrogator's code) comes out as it is. */
uint32_t lw_mode_s_remainder(const uint8_t *msg, size_t len)
{
    static const uint32_t left[256] = {BYTES64(0u), BYTES64(64u), BYTES64(128u),
                                       BYTES64(192u)};
    uint32_t rem = 0;

    for (size_t i = 0; i + 3 < len; i++)
        rem = (rem << 8 & 0xffffff) ^ left[rem >> 16 ^ msg[i]];
    return rem ^ bits(msg + len - 3, 1, 24);
}

static uint32_t gray_to_binary(uint32_t gray)
{
    for (uint32_t shifted = gray >> 1; shifted != 0; shifted >>= 1)
        gray ^= shifted;
    return gray;
}

/* The pulses of Mode C in the order C1 A1 C2 A2 C4 A4 - B1 D1 B2 D2 B4 D4:
 * Gray code of 500 ft (D2 D4 A1 A2 A4 B1 B2 B4) and of 100 ft (C1 C2 C4). */
static bool gillham(uint32_t code, int32_t *alt_ft)
{
    static const int hundreds_of[8] = {-1, 1, 2, 3, 4, -1, -1, 5};
    static const int bit_500[8] = {2, 0, 11, 9, 7, 5, 3, 1};
    uint32_t gray = 0;

    for (int i = 0; i < 8; i++)
        gray = gray << 1 | (code >> bit_500[i] & 1u);
    const int fives = (int)gray_to_binary(gray);
    const uint32_t gray_100 =
        (code >> 12 & 1u) << 2 | (code >> 10 & 1u) << 1 | (code >> 8 & 1u);
    int hundreds = hundreds_of[gray_to_binary(gray_100)];
    if (hundreds < 0)
        return false;
    if (fives % 2 != 0)
        hundreds = 6 - hundreds;
    *alt_ft = fives * 500 + hundreds * 100 - 1300;
    return *alt_ft >= -1200 && *alt_ft <= 126700;
}

bool lw_mode_s_altitude(uint32_t code, int32_t *alt_ft)
{
    enum { M_BIT = 0x40, Q_BIT = 0x10, D1_BIT = 0x10 };

    if ((code & 0x1fff) == 0 || code & M_BIT)
        return false; /* none; metres are reserved */
    if (code & Q_BIT) {
        const uint32_t n =
            (code & 0x1f80) >> 2 | (code & 0x20) >> 1 | (code & 0xf);
        *alt_ft = (int32_t)n * 25 - 1000;
        return true;
    }
    return gillham(code, alt_ft);
}

/* The same pulses as four octal digits, A B C D. */
static void squawk(uint32_t code, char out[5])
{
    static const int bit[4][3] = {
        {7, 9, 11}, {1, 3, 5}, {8, 10, 12}, {0, 2, 4}};

    for (int i = 0; i < 4; i++)
        out[i] =
            (char)('0' + (code >> bit[i][0] & 1u) * 4 +
                   (code >> bit[i][1] & 1u) * 2 + (code >> bit[i][2] & 1u));
    out[4] = '\0';
}

static void read_altitude(uint32_t code, struct lw_mode_s *out)
{
    if (lw_mode_s_altitude(code, &out->alt_ft))
        out->has |= LW_MODE_S_ALT;
}

static void read_identification(const uint8_t *me, struct lw_mode_s *out)
{
    static const char alphabet[] = "#ABCDEFGHIJKLMNOPQRSTUVWXYZ#####"
                                   " ###############0123456789######";
    int len = 8;

    for (int i = 0; i < 8; i++) {
        out->callsign[i] = alphabet[bits(me, 9 + 6 * i, 6)];
        if (out->callsign[i] == '#')
            len = 0; /* not a character of the set: not a callsign */
    }
    while (len > 0 && out->callsign[len - 1] == ' ')
        len--;
    memset(out->callsign + len, 0, sizeof out->callsign - (size_t)len);
    if (len > 0)
        out->has |= LW_MODE_S_CALLSIGN;
    /* Type code 4 is set A, 1 is set D; category 0 says nothing. */
    const uint32_t category = bits(me, 6, 3);
    if (category != 0) {
        out->category =
            (uint8_t)((0xe - (uint32_t)out->type_code) << 4 | category);
        out->has |= LW_MODE_S_CATEGORY;
    }
}

static void read_cpr(const uint8_t *me, struct lw_mode_s *out)
{
    out->cpr_odd = bits(me, 22, 1) != 0;
    out->cpr_lat = bits(me, 23, 17);
    out->cpr_lon = bits(me, 40, 17);
    out->has |= LW_MODE_S_CPR;
}

/* Knots for the movement field of a surface position; negative: none. */
static double movement_kt(uint32_t code)
{
    static const struct {
        uint32_t first;
        double start, step;
    } part[] = {
        {124, 175, 0}, {109, 100, 5}, {94, 70, 2},       {39, 15, 1},
        {13, 2, 0.5},  {9, 1, 0.25},  {2, 0.125, 0.125}, {1, 0, 0},
    };

    if (code > 124)
        return -1;
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        if (code >= part[i].first)
            return part[i].start + part[i].step * (code - part[i].first);
    return -1;
}

static void read_surface(const uint8_t *me, struct lw_mode_s *out)
{
    const double speed = movement_kt(bits(me, 6, 7));

    out->surface = true;
    if (speed >= 0) {
        out->ground_speed_kt = speed;
        out->has |= LW_MODE_S_GROUND_SPEED;
    }
    if (bits(me, 13, 1)) {
        out->track_deg = bits(me, 14, 7) * 360.0 / 128;
        out->has |= LW_MODE_S_TRACK;
    }
    read_cpr(me, out);
}

static void read_airborne(const uint8_t *me, struct lw_mode_s *out)
{
    const uint32_t code = bits(me, 9, 12);

    out->alt_gnss = out->type_code >= 20;
    /* Twelve bits: the altitude code without its M bit. For the height above
     * the ellipsoid that a few give (type codes 20 to 22) the same coding. */
    read_altitude((code & 0xfc0) << 1 | (code & 0x3f), out);
    if (out->type_code != 0)
        read_cpr(me, out);
}

/* Speed over ground from its parts, or air speed and heading. */
static void read_speed(const uint8_t *me, int subtype, struct lw_mode_s *out)
{
    const double unit = subtype % 2 == 0 ? 4 : 1; /* supersonic: 4 kt */
    const uint32_t first = bits(me, 15, 10), second = bits(me, 26, 10);

    if (subtype <= 2) {
        if (first == 0 || second == 0)
            return;
        const double east = (bits(me, 14, 1) ? -unit : unit) * (first - 1.0);
        const double north = (bits(me, 25, 1) ? -unit : unit) * (second - 1.0);
        out->ground_speed_kt = sqrt(east * east + north * north);
        out->track_deg = atan2(east, north) * (180 / 3.14159265358979323846);
        if (out->track_deg < 0)
            out->track_deg += 360;
        out->has |= LW_MODE_S_GROUND_SPEED | LW_MODE_S_TRACK;
        return;
    }
    if (bits(me, 14, 1)) {
        out->heading_deg = first * 360.0 / 1024;
        out->has |= LW_MODE_S_HEADING;
    }
    if (second != 0) {
        out->true_air_speed = bits(me, 25, 1) != 0;
        out->air_speed_kt = unit * (second - 1.0);
        out->has |= LW_MODE_S_AIR_SPEED;
    }
}

static void read_velocity(const uint8_t *me, struct lw_mode_s *out)
{
    const int subtype = (int)bits(me, 6, 3);

    if (subtype < 1 || subtype > 4)
        return;
    read_speed(me, subtype, out);
    out->nac_v = (int)bits(me, 11, 3);
    out->has |= LW_MODE_S_NAC_V;
    const int32_t rate = (int32_t)bits(me, 38, 9);
    if (rate != 0) {
        out->vertical_rate_fpm = (bits(me, 37, 1) ? -64 : 64) * (rate - 1);
        out->vertical_rate_gnss = bits(me, 36, 1) == 0;
        out->has |= LW_MODE_S_VERTICAL_RATE;
    }
    const int32_t difference = (int32_t)bits(me, 50, 7);
    if (difference != 0) {
        out->gnss_difference_ft =
            (bits(me, 49, 1) ? -25 : 25) * (difference - 1);
        out->has |= LW_MODE_S_GNSS_DIFFERENCE;
    }
}

static void read_status(const uint8_t *me, struct lw_mode_s *out)
{
    if (out->type_code == 28 && bits(me, 6, 3) == 1) {
        out->emergency = (int)bits(me, 9, 3);
        squawk(bits(me, 12, 13), out->squawk);
        out->has |= LW_MODE_S_EMERGENCY | LW_MODE_S_SQUAWK;
    } else if (out->type_code == 29 && bits(me, 6, 2) == 1) {
        out->nac_p = (int)bits(me, 40, 4);
        out->has |= LW_MODE_S_NAC_P;
    } else if (out->type_code == 31 && bits(me, 6, 3) <= 1) {
        out->version = (int)bits(me, 41, 3);
        out->has |= LW_MODE_S_VERSION;
        if (out->version >= 1) {
            out->nac_p = (int)bits(me, 45, 4);
            out->has |= LW_MODE_S_NAC_P;
        }
    }
}

static void read_squitter(const uint8_t *me, struct lw_mode_s *out)
{
    const int type = (int)bits(me, 1, 5);

    out->type_code = type;
    if (type >= 1 && type <= 4)
        read_identification(me, out);
    else if (type >= 5 && type <= 8)
        read_surface(me, out);
    else if (type == 0 || (type >= 9 && type <= 18) ||
             (type >= 20 && type <= 22))
        read_airborne(me, out);
    else if (type == 19)
        read_velocity(me, out);
    else
        read_status(me, out);
}

/* The flag of TIS-B and ADS-R (IMF) that the address is the number of a track,
 * or anonymous, and not ICAO's; where it stands depends on the type. */
static bool is_track_file(const uint8_t *me)
{
    const uint32_t type = bits(me, 1, 5);

    if (type >= 5 && type <= 8)
        return bits(me, 21, 1) != 0;
    if (type == 19)
        return bits(me, 9, 1) != 0;
    return ((type >= 9 && type <= 18) || (type >= 20 && type <= 22)) &&
           bits(me, 8, 1) != 0;
}

/* Formats whose parity is plain: the address is in the message. */
static int read_checked(const uint8_t *msg, uint32_t remainder,
                        struct lw_mode_s *out, struct lw_fault *fault)
{
    /* An all-call reply carries the interrogator's code on its parity. */
    const uint32_t allowed = out->df == DF_ALL_CALL ? INTERROGATORS : 1;
    const uint32_t format = bits(msg, 6, 3);

    if (remainder >= allowed)
        return lw_fault_set(fault, LW_ERR_INTEGRITY, 0, 0,
                            "parity: expected 0, got %06x",
                            (unsigned)remainder);
    out->checked = true;
    out->address = bits(msg, 9, 24);
    if (out->df == DF_ALL_CALL) {
        out->has |= LW_MODE_S_ICAO;
        return 0;
    }
    /* DF 18: control field 1 and 5 have an address of their own making; 3, 4
     * and 7 hold something else than the squitters of DF 17. */
    out->control = out->df == DF_TIS_B ? (int)format : -1;
    if (out->df == DF_ADSB || format == 0 ||
        ((format == 2 || format == 6) && !is_track_file(msg + 4)))
        out->has |= LW_MODE_S_ICAO;
    if (out->df == DF_ADSB || (format != 3 && format != 4 && format != 7))
        read_squitter(msg + 4, out);
    return 0;
}

int lw_mode_s_read(const uint8_t *msg, size_t len, struct lw_mode_s *out,
                   struct lw_fault *fault)
{
    struct lw_mode_s m = {.type_code = -1, .control = -1};

    if (len < LW_MODE_S_SHORT)
        return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, 0,
                            "expected 7 or 14 bytes, got %zu", len);
    m.df = msg[0] >> 3;
    const size_t need = m.df < 16 ? LW_MODE_S_SHORT : LW_MODE_S_LONG;
    if (len < need)
        return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, 0,
                            "DF %d: expected 14 bytes, got %zu", m.df, len);
    const uint32_t remainder = lw_mode_s_remainder(msg, need);
    switch (m.df) {
    case DF_ALL_CALL:
    case DF_ADSB:
    case DF_TIS_B: {
        const int err = read_checked(msg, remainder, &m, fault);
        if (err < 0)
            return err;
        break;
    }
    case 0:
    case 4:
    case 16:
    case 20:
        m.address = remainder;
        read_altitude(bits(msg, 20, 13), &m);
        break;
    case 5:
    case 21:
        m.address = remainder;
        squawk(bits(msg, 20, 13), m.squawk);
        m.has |= LW_MODE_S_SQUAWK;
        break;
    default:
        if (m.df < 24)
            return lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                                "DF %d is not one that is read", m.df);
        m.df = 24; /* its other three bits are data */
        m.address = remainder;
    }
    *out = m;
    return 0;
}

int lw_mode_s_repair(const uint8_t *msg, size_t len, struct lw_mode_s *out,
                     struct lw_fault *fault)
{
    enum { BITS = 8 * LW_MODE_S_LONG, FIRST = 6 /* behind DF */ };
    uint8_t mended[LW_MODE_S_LONG];
    uint32_t rem = 1; /* that an error in the last bit leaves */
    int bit = BITS;

    if (len < LW_MODE_S_LONG || msg[0] >> 3 != DF_ADSB)
        return lw_fault_set(fault, LW_ERR_INTEGRITY, 0, 0,
                            "expected 14 bytes of DF 17 to put right");
    const uint32_t remainder = lw_mode_s_remainder(msg, LW_MODE_S_LONG);
    for (; bit >= FIRST && rem != remainder; bit--)
        rem = rem & 0x800000 ? (rem << 1 ^ 0xfff409) & 0xffffff : rem << 1;
    if (bit < FIRST)
        return lw_fault_set(fault, LW_ERR_INTEGRITY, 0, 0,
                            "parity: expected 0, got %06x, and no one bit "
                            "makes it so",
                            (unsigned)remainder);
    memcpy(mended, msg, sizeof mended);
    mended[(bit - 1) / 8] ^= (uint8_t)(0x80 >> (bit - 1) % 8);
    const int err = lw_mode_s_read(mended, sizeof mended, out, fault);
    if (err == 0) {
        out->checked = false;
        out->repaired = bit;
    }
    return err;
}
