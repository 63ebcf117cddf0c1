#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Zones from files of every format, as an outsider would name them."""
import json
import os
import sqlite3
import struct
import subprocess

from centre import Centre, PROGRAM, equal, main, test

ED318 = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..',
                     'data', 'zones', 'ed318', 'examples')
HEAD = 'site: Test\nsensors: [{id: a, kind: rf, position: {lat: 52, lon: 4}}]\n'
RING = [[4, 52], [5, 52], [5, 53], [4, 52]]
HOLE = [[4.7, 52.2], [4.8, 52.2], [4.8, 52.3], [4.7, 52.2]]
KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Folder><name>Noord</name><Placemark><name>Oost &amp; West</name>
<ExtendedData><Data name="code"><value>k1</value></Data></ExtendedData>
<MultiGeometry><Point><coordinates>4,52</coordinates></Point><Polygon>
<outerBoundaryIs><LinearRing><coordinates>4,52,0 5,52,0 5,53,0 4,52,0
</coordinates></LinearRing></outerBoundaryIs><innerBoundaryIs><LinearRing>
<coordinates>4.7,52.2 4.8,52.2 4.8,52.3 4.7,52.2</coordinates></LinearRing>
</innerBoundaryIs></Polygon></MultiGeometry></Placemark></Folder>
</Document></kml>
"""


def check(folder, zones, **files):
    """What `serve --check` says of a site with these zones."""
    path = os.path.join(folder, 'site.yaml')
    with open(path, 'w') as file:
        file.write(HEAD + 'zones:\n' + zones)
    for name, text in files.items():
        with open(os.path.join(folder, name), 'w') as file:
            file.write(text)
    done = subprocess.run([PROGRAM, 'serve', '--check', '--site', path],
                          capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr


def good(folder, zones, **files):
    equal(check(folder, zones, **files), (0, ''))


def zones_of(folder, zones, **files):
    """The zones that a centre has, by id."""
    good(folder, zones, **files)
    with open(os.path.join(folder, 'site.yaml')) as file:
        site = file.read()
    centre = Centre(folder, site=site).ready()
    found = centre.json('/api/site?zones=all')['zones']
    centre.stop()
    return {zone['properties']['id']: zone for zone in found['features']}


def rings(zone):
    """Its rings as sets of positions."""
    return [{tuple(p) for p in ring}
            for polygon in zone['geometry']['coordinates'] for ring in polygon]


SHAPE = [{tuple(p) for p in RING}, {tuple(p) for p in HOLE}]


def blob(*polygons):
    """A geometry as GeoPackage has it."""
    out = b'GP\0\1' + struct.pack('<i', 4326)
    out += struct.pack('<BII', 1, 6, len(polygons))
    for polygon in polygons:
        out += struct.pack('<BII', 1, 3, len(polygon))
        for ring in polygon:
            out += struct.pack('<I', len(ring))
            out += b''.join(struct.pack('<dd', *p) for p in ring)
    return out


def geopackage(path, srs):
    db = sqlite3.connect(path)
    db.executescript(
        'CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER'
        ' PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER,'
        ' definition TEXT, description TEXT);'
        'CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type'
        ' TEXT, identifier TEXT, srs_id INTEGER);'
        'CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name'
        ' TEXT, geometry_type_name TEXT, srs_id INTEGER, z INT, m INT);'
        'CREATE TABLE wijken (fid INTEGER PRIMARY KEY, geom BLOB, naam TEXT,'
        ' inwoners INTEGER);')
    db.execute('INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)',
               ('x', srs, 'EPSG', srs, '', ''))
    db.execute("INSERT INTO gpkg_contents VALUES ('wijken','features','w',?)",
               (srs,))
    db.execute("INSERT INTO gpkg_geometry_columns VALUES"
               " ('wijken','geom','MULTIPOLYGON',?,0,0)", (srs,))
    db.execute('INSERT INTO wijken VALUES (7, ?, ?, 1200)',
               (blob([RING, HOLE]), "Wijk 'Oost'"))
    db.commit()
    db.close()


@test
def one_area_comes_in_every_format(folder):
    """the same area from GeoJSON, ED-269, KML and GeoPackage"""
    geopackage(os.path.join(folder, 'w.gpkg'), 4326)
    found = zones_of(
        folder,
        '- {file: a.json, each: feature}\n'
        '- {file: b.json, each: feature}\n'
        '- {file: k.kml, each: area, id: code, layer: Noord}\n'
        '- {file: w.gpkg, each: feature, prefix: w-, name: naam,'
        ' kind: district, only: {inwoners: 1200}}\n'
        '- {id: inline, geometry: {type: Polygon, coordinates: '
        f'{json.dumps([RING, HOLE])}}}}}\n',
        **{'a.json': json.dumps(
               {'type': 'Feature', 'id': 'geo', 'properties': {},
                'geometry': {'type': 'Polygon',
                             'coordinates': [RING, HOLE]}}),
           'b.json': json.dumps(
               {'features': [{'identifier': 'ed269', 'name': 'Works',
                              'geometry': [{'horizontalProjection': {
                                  'type': 'Polygon',
                                  'coordinates': [RING, HOLE]}}]}]}),
           'k.kml': KML})
    equal(sorted(found), ['ed269', 'geo', 'inline', 'k1', 'w-7'])
    for zone in found.values():
        equal(rings(zone), SHAPE)
    equal(found['k1']['properties']['name']['nl'], 'Oost & West')
    equal(found['w-7']['properties']['name']['en'], "Wijk 'Oost'")
    equal(found['w-7']['properties']['kind'], 'district')


@test
def the_examples_of_ed_318_are_read(folder):
    """EUROCAE's examples of ED-318, each zone with its names and borders"""
    names = [name for name in sorted(os.listdir(ED318))
             if name.startswith('Example')]
    assert len(names) > 3
    for name in names:
        with open(os.path.join(ED318, name)) as file:
            text = file.read()
        found = zones_of(folder, '- {file: e.json, each: feature}\n',
                         **{'e.json': text})
        features = json.loads(text)['features']
        equal(sorted(found),
              sorted(f['properties']['identifier'] for f in features))
        for zone in found.values():
            assert len(zone['properties']['name']) == 3, zone['properties']
            assert all(len(ring) > 2 for ring in rings(zone))


@test
def what_cannot_be_read_is_told(folder):
    """what cannot be read is told with the file, the line and the reason"""
    geopackage(os.path.join(folder, 'rd.gpkg'), 28992)
    bow = KML.replace('5,53,0 4,52,0', '4,53,0 5,53,0\n4,52,0')
    for zones, files, says in (
            ('- {file: rd.gpkg, each: feature}\n', {},
             'rd.gpkg: `crs`: expected WGS 84 (EPSG:4326), in longitude and '
             'latitude, got "EPSG:28992"'),
            ('- {file: k.kml, each: area}\n', {'k.kml': bow},
             'k.kml:6:'),
            ('- {file: k.kml, each: area}\n',
             {'k.kml': '<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>'},
             'k.kml:1:0: a DOCTYPE'),
            ('- {file: z.kmz, each: area}\n', {'z.kmz': 'PK\x03\x04'},
             'z.kmz: a zip, perhaps KMZ: unpack it'),
            ('- {file: none.json, each: area}\n', {}, 'none.json'),
            ('- {file: a.json, each: area}\n', {'a.json': '{"type":\n"Poly'},
             'a.json:2:')):
        code, said = check(folder, zones, **files)
        equal(code, 1)
        assert says in said and 'site.yaml:4' in said, said


if __name__ == '__main__':
    main()
