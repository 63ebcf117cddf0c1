/* SPDX-License-Identifier: Apache-2.0 */
#include "utm.h"

#include <math.h>
#include <string.h>

#include "geodesy.h"

enum { ZONES = 60, TERMS = 6, NEWTON_STEPS = 6 };

static const double a_m = 6378137.0, flattening = 1 / 298.257223563;
static const double scale = 0.9996, false_easting_m = 500000;
static const double false_northing_south_m = 10000000;
static const double easting_max_m = 3000000, northing_max_m = 10100000;

int lw_utm_zone_read(const char *text, struct lw_utm_zone *zone)
{
    int number = 0, digits = 0;

    while (*text == ' ')
        text++;
    for (; *text >= '0' && *text <= '9' && digits < 3; text++, digits++)
        number = 10 * number + (*text - '0');
    while (*text == ' ')
        text++;
    const char letter = (char)(*text & ~0x20);
    const bool known = *text != '\0' &&
                       strchr("CDEFGHJKLMNPQRSTUVWX", letter) != NULL &&
                       letter != '\0';
    if (number < 1 || number > ZONES || !known)
        return LW_ERR_SYNTAX;
    for (text++; *text == ' '; text++)
        ;
    if (*text != '\0')
        return LW_ERR_SYNTAX;
    zone->number = number;
    zone->south = letter == 'S' || letter < 'N';
    return 0;
}

struct lw_utm_zone lw_utm_zone_of(struct lw_geodetic geo)
{
    const int zone =
        (int)floor((lw_angle_wrap(geo.lon_rad) / LW_DEG + 180) / 6) + 1;

    return (struct lw_utm_zone){zone > ZONES ? ZONES : zone, geo.lat_rad < 0};
}

static double meridian_rad(struct lw_utm_zone zone)
{
    return (6 * zone.number - 183) * LW_DEG;
}

/* The conformal latitude's tangent, to that of the geodetic latitude: Newton
 * on Karney's eq. 7 to 9. */
static double geodetic_tan(double conformal_tan)
{
    const double e = sqrt(flattening * (2 - flattening)), e2 = e * e;
    double tan_lat = conformal_tan / (1 - e2);

    for (int i = 0; i < NEWTON_STEPS; i++) {
        const double root = sqrt(1 + tan_lat * tan_lat);
        const double sigma = sinh(e * atanh(e * tan_lat / root));
        const double is = tan_lat * sqrt(1 + sigma * sigma) - sigma * root;
        tan_lat += (conformal_tan - is) / sqrt(1 + is * is) *
                   (1 + (1 - e2) * tan_lat * tan_lat) / ((1 - e2) * root);
    }
    return tan_lat;
}

int lw_utm_to_geodetic(struct lw_utm_zone zone, double easting_m,
                       double northing_m, struct lw_geodetic *geo)
{
    const double n = flattening / (2 - flattening), n2 = n * n, n3 = n2 * n,
                 n4 = n3 * n, n5 = n4 * n, n6 = n5 * n;
    const double radius_m =
        a_m / (1 + n) * (1 + n2 / 4 + n4 / 64 + n6 / 256) * scale;
    const double beta[TERMS] = {
        n / 2 - 2 * n2 / 3 + 37 * n3 / 96 - n4 / 360 - 81 * n5 / 512 +
            96199 * n6 / 604800,
        n2 / 48 + n3 / 15 - 437 * n4 / 1440 + 46 * n5 / 105 -
            1118711 * n6 / 3870720,
        17 * n3 / 480 - 37 * n4 / 840 - 209 * n5 / 4480 + 5569 * n6 / 90720,
        4397 * n4 / 161280 - 11 * n5 / 504 - 830251 * n6 / 7257600,
        4583 * n5 / 161280 - 108847 * n6 / 3991680,
        20648693 * n6 / 638668800,
    };

    if (!(fabs(easting_m - false_easting_m) <= easting_max_m) ||
        !(northing_m >= 0 && northing_m <= northing_max_m))
        return LW_ERR_RANGE;
    const double xi =
        (northing_m - (zone.south ? false_northing_south_m : 0)) / radius_m;
    const double eta = (easting_m - false_easting_m) / radius_m;
    double xi_s = xi, eta_s = eta;
    for (int j = 0; j < TERMS; j++) {
        const double k = 2.0 * (j + 1);
        xi_s -= beta[j] * sin(k * xi) * cosh(k * eta);
        eta_s -= beta[j] * cos(k * xi) * sinh(k * eta);
    }
    const double cos_xi = cos(xi_s), sinh_eta = sinh(eta_s);
    *geo = (struct lw_geodetic){
        .lat_rad = atan(geodetic_tan(
            sin(xi_s) / sqrt(sinh_eta * sinh_eta + cos_xi * cos_xi))),
        .lon_rad = lw_angle_wrap(meridian_rad(zone) + atan2(sinh_eta, cos_xi))};
    return 0;
}

double lw_utm_convergence_rad(struct lw_utm_zone zone, struct lw_geodetic geo)
{
    return atan(tan(lw_angle_wrap(geo.lon_rad - meridian_rad(zone))) *
                sin(geo.lat_rad));
}
