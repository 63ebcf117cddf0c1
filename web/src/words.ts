// SPDX-License-Identifier: Apache-2.0
// Every word the page says, in every language. A test holds that all
// languages have all keys and that none is unused. {x} is filled in.

import { warningEn, warningNl, warningUk } from './words_warning.ts';

export const LANGUAGES = ['en', 'nl', 'uk'] as const;
export type Language = (typeof LANGUAGES)[number];

const en = {
    ...warningEn,
    title: 'Luchtwacht: air picture',
    map: 'Map',
    mapHelp: 'Map. Arrow keys move it, plus and minus zoom. ' +
        'The list of tracks says the same in words.',
    language: 'Language',
    help: 'Help',
    close: 'Close',
    skip: 'To the list of tracks',

    live: 'live',
    recording: 'recording',
    exercise: 'EXERCISE, nothing here is real',
    exerciseShort: 'EXERCISE',
    play: 'Play',
    pause: 'Pause',
    paused: 'paused',
    speed: 'Speed',
    utc: 'UTC',
    local: 'local',
    sceneTime: 'Time of the scene',
    progress: 'How far the recording has played',
    refused: 'The server refused that: {why}',

    connecting: 'connecting',
    connected: 'connected',
    lost: 'no connection',
    lostLong: 'NO CONNECTION. This picture is from {time} and is not moved ' +
        'on. Trying again.',
    badFrame: 'The server sends what this page cannot read. Reload the page.',

    tracks: 'Tracks',
    sensors: 'Sensors',
    filter: 'Filter',
    filterHint: 'name, kind, status',
    ofTracks: '{shown} of {all}',
    noTracks: 'No tracks. They appear as soon as sensors report something ' +
        'that holds together.',
    noMatch: 'No track fits the filter.',
    hidePanel: 'Hide the lists',
    showPanel: 'Show the lists',

    name: 'Track',
    kind: 'Kind',
    altitude: 'Altitude',
    altitudeShort: 'Alt. m',
    speedShort: 'km/h',
    age: 'Age',
    status: 'Status',
    sortBy: 'Sort by {column}',

    tentative: 'tentative',
    confirmed: 'confirmed',
    coasting: 'coasting',
    ended: 'ended',

    'kind.multirotor': 'multirotor',
    'kind.fixed-wing': 'fixed wing',
    'kind.piston': 'piston',
    'kind.jet': 'jet',
    'kind.helicopter': 'helicopter',
    'kind.airliner': 'airliner',
    'kind.bird': 'bird',
    'kind.balloon': 'balloon',
    'kind.unknown': 'unknown',

    position: 'Position',
    positionSd: 'Position, 1σ',
    heading: 'Course',
    climb: 'Climb',
    unknownValue: 'not known',
    standing: 'hardly moves',
    existence: 'Existence',
    claim: 'What it says of itself',
    unbacked: 'not borne out ({p})',
    first: 'First seen',
    updated: 'Last report',
    ident: 'Says it is',
    'ident.icao': 'ICAO address',
    'ident.callsign': 'Callsign',
    'ident.squawk': 'Squawk',
    'ident.remote_id': 'Remote ID',
    silent: 'does not say what it is',
    kindsTitle: 'What it may be',
    feeds: 'Fed by',
    seconds: '{n} s',
    minutes: '{n} min',
    hours: '{n} h',
    ago: '{time} ago',
    follow: 'Follow',
    centre: 'Centre',
    endedNote: 'This track has ended.',
    loading: 'Asking the server',

    'sensor.acoustic': 'acoustic',
    'sensor.radar': 'radar',
    'sensor.rf': 'radio',
    'sensor.camera': 'camera',
    'sensor.remote-id': 'Remote ID',
    'sensor.ads-b': 'ADS-B',
    'sensor.observer': 'observer',
    'sensor.tracker': 'tracker',
    'state.ok': 'ok',
    'state.degraded': 'degraded',
    'state.down': 'down',
    'state.silent': 'silent',
    sensorState: 'State',
    reports: 'Reports',
    lastHeard: 'Last heard',
    never: 'never',
    noSensors: 'The site file names no sensors.',
    sensorErrors: 'Its own errors',
    noErrors: 'Nothing is known of them yet.',
    'error.azimuth': 'Azimuth',
    'error.elevation': 'Elevation',
    'error.range': 'Range',
    'error.clock': 'Clock',
    'error.east': 'Place, east',
    'error.north': 'Place, north',
    claimed: 'Taken by tracks',
    falseReports: 'False, in one look',
    detection: 'Notices, of what it should',
    inflation: 'Spread, of what is stated',
    delay: 'Arrives after',
    silenceCounts: 'Its silence counts',
    yes: 'yes',
    no: 'no',
    clockJumps: 'Its clock jumped',
    refusedLines: 'Lines refused',

    home: 'Show all tracks',
    north: 'North up',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    vectorLegend: 'vector: {time} ahead',

    helpTitle: 'What you see, and the keys',
    helpIntro: 'Luchtwacht joins what every sensor notices into tracks. ' +
        'A shape is one aircraft as far as it is known; the line ahead of ' +
        'it is its velocity, the line behind it its trail, the ellipse ' +
        'where it is with 1 and 2 standard deviations.',
    helpLook: 'How tracks look',
    helpCooperative: 'says itself what it is',
    helpKeys: 'Keys',
    helpConfirmed: 'filled: confirmed',
    helpTentative: 'hollow, dotted: tentative, may be nothing',
    helpCoasting: 'half filled, dashed: coasting, not noticed of late',
    helpFade: 'Old tracks fade, and say how old they are.',
    helpBearing: 'line from a sensor: a bearing of the last seconds',
    helpHeard: 'circle: heard somewhere in here in the last seconds',
    helpNot: 'It watches and warns. What it does not know it calls unknown.',
    keyHelp: 'this help',
    keyPlay: 'play or pause',
    keySpeed: 'slower, faster',
    keyHome: 'show all tracks',
    keyFollow: 'follow the selected track',
    keyLabels: 'labels on or off',
    keyTrails: 'trails on or off',
    keyEllipses: 'ellipses on or off',
    keyReports: 'bearings and presence on or off',
    keyCoverage: 'coverage of all sensors on or off',
    keyNorth: 'north up',
    keyFilter: 'to the filter',
    keyList: 'in the list: choose a track',
    keyEnter: 'in the list: select it',
    keyEscape: 'close, or let go of the selection',
    keyMove: 'on the map: move; with Shift: turn',
    keyZoom: 'zoom',
    coastNote: 'Coast and borders are good to about a kilometre.',
    sources: 'Map: Natural Earth. Font: Noto Sans. Built with MapLibre.',
};

export type Key = keyof typeof en;

const nl: Record<Key, string> = {
    ...warningNl,
    title: 'Luchtwacht: luchtbeeld',
    map: 'Kaart',
    mapHelp: 'Kaart. Pijltoetsen verschuiven, plus en min zoomen. ' +
        'De lijst van tracks zegt hetzelfde in woorden.',
    language: 'Taal',
    help: 'Hulp',
    close: 'Sluiten',
    skip: 'Naar de lijst van tracks',

    live: 'live',
    recording: 'opname',
    exercise: 'OEFENING, niets hiervan is echt',
    exerciseShort: 'OEFENING',
    play: 'Afspelen',
    pause: 'Pauzeren',
    paused: 'gepauzeerd',
    speed: 'Snelheid',
    utc: 'UTC',
    local: 'lokaal',
    sceneTime: 'Tijd in het beeld',
    progress: 'Hoe ver de opname is afgespeeld',
    refused: 'De server weigerde dat: {why}',

    connecting: 'verbinden',
    connected: 'verbonden',
    lost: 'geen verbinding',
    lostLong: 'GEEN VERBINDING. Dit beeld is van {time} en loopt niet door. ' +
        'Nieuwe poging volgt.',
    badFrame: 'De server stuurt iets dat deze pagina niet kan lezen. ' +
        'Laad de pagina opnieuw.',

    tracks: 'Tracks',
    sensors: 'Sensoren',
    filter: 'Filter',
    filterHint: 'naam, soort, status',
    ofTracks: '{shown} van {all}',
    noTracks: 'Geen tracks. Ze verschijnen zodra sensoren iets melden dat ' +
        'bij elkaar past.',
    noMatch: 'Geen track past bij het filter.',
    hidePanel: 'Lijsten verbergen',
    showPanel: 'Lijsten tonen',

    name: 'Track',
    kind: 'Soort',
    altitude: 'Hoogte',
    altitudeShort: 'Hgt. m',
    speedShort: 'km/u',
    age: 'Oud',
    status: 'Status',
    sortBy: 'Sorteer op {column}',

    tentative: 'voorlopig',
    confirmed: 'bevestigd',
    coasting: 'doorgerekend',
    ended: 'beëindigd',

    'kind.multirotor': 'multirotor',
    'kind.fixed-wing': 'vaste vleugel',
    'kind.piston': 'zuigermotor',
    'kind.jet': 'straaltoestel',
    'kind.helicopter': 'helikopter',
    'kind.airliner': 'verkeersvliegtuig',
    'kind.bird': 'vogel',
    'kind.balloon': 'ballon',
    'kind.unknown': 'onbekend',

    position: 'Positie',
    positionSd: 'Positie, 1σ',
    heading: 'Koers',
    climb: 'Stijgt',
    unknownValue: 'niet bekend',
    standing: 'beweegt nauwelijks',
    existence: 'Bestaan',
    claim: 'Wat het van zichzelf zegt',
    unbacked: 'niet bevestigd ({p})',
    first: 'Eerst gezien',
    updated: 'Laatste melding',
    ident: 'Zegt te zijn',
    'ident.icao': 'ICAO-adres',
    'ident.callsign': 'Roepnaam',
    'ident.squawk': 'Squawk',
    'ident.remote_id': 'Remote ID',
    silent: 'zegt niet wat het is',
    kindsTitle: 'Wat het kan zijn',
    feeds: 'Gevoed door',
    seconds: '{n} s',
    minutes: '{n} min',
    hours: '{n} u',
    ago: '{time} geleden',
    follow: 'Volgen',
    centre: 'Centreren',
    endedNote: 'Deze track is beëindigd.',
    loading: 'Vraag de server',

    'sensor.acoustic': 'akoestisch',
    'sensor.radar': 'radar',
    'sensor.rf': 'radio',
    'sensor.camera': 'camera',
    'sensor.remote-id': 'Remote ID',
    'sensor.ads-b': 'ADS-B',
    'sensor.observer': 'waarnemer',
    'sensor.tracker': 'volgsysteem',
    'state.ok': 'goed',
    'state.degraded': 'verminderd',
    'state.down': 'uit',
    'state.silent': 'stil',
    sensorState: 'Toestand',
    reports: 'Meldingen',
    lastHeard: 'Laatst gehoord',
    never: 'nooit',
    noSensors: 'Het sitebestand noemt geen sensoren.',
    sensorErrors: 'Eigen fouten',
    noErrors: 'Daarover is nog niets bekend.',
    'error.azimuth': 'Azimut',
    'error.elevation': 'Elevatie',
    'error.range': 'Afstand',
    'error.clock': 'Klok',
    'error.east': 'Plaats, oost',
    'error.north': 'Plaats, noord',
    claimed: 'In tracks opgenomen',
    falseReports: 'Vals, per keer kijken',
    detection: 'Merkt op, van wat zou moeten',
    inflation: 'Spreiding, van wat is opgegeven',
    delay: 'Komt aan na',
    silenceCounts: 'Zwijgen telt',
    yes: 'ja',
    no: 'nee',
    clockJumps: 'Klok versprongen',
    refusedLines: 'Geweigerde regels',

    home: 'Toon alle tracks',
    north: 'Noord boven',
    zoomIn: 'Inzoomen',
    zoomOut: 'Uitzoomen',
    vectorLegend: 'vector: {time} vooruit',

    helpTitle: 'Wat u ziet, en de toetsen',
    helpIntro: 'Luchtwacht voegt samen wat alle sensoren opmerken. ' +
        'Een vorm is één toestel, zover bekend; de lijn ervoor is de ' +
        'snelheid, de lijn erachter het spoor, de ellips waar het is met ' +
        '1 en 2 standaardafwijkingen.',
    helpLook: 'Hoe tracks eruitzien',
    helpCooperative: 'zegt zelf wat het is',
    helpKeys: 'Toetsen',
    helpConfirmed: 'gevuld: bevestigd',
    helpTentative: 'hol, gestippeld: voorlopig, misschien niets',
    helpCoasting: 'half gevuld, gestreept: doorgerekend, even niet opgemerkt',
    helpFade: 'Oude tracks vervagen en zeggen hoe oud ze zijn.',
    helpBearing: 'lijn vanaf een sensor: een peiling van de laatste seconden',
    helpHeard: 'cirkel: hierbinnen gehoord in de laatste seconden',
    helpNot: 'Het kijkt en waarschuwt. Wat het niet weet, noemt het onbekend.',
    keyHelp: 'deze hulp',
    keyPlay: 'afspelen of pauzeren',
    keySpeed: 'langzamer, sneller',
    keyHome: 'toon alle tracks',
    keyFollow: 'volg de gekozen track',
    keyLabels: 'labels aan of uit',
    keyTrails: 'sporen aan of uit',
    keyEllipses: 'ellipsen aan of uit',
    keyReports: 'peilingen en aanwezigheid aan of uit',
    keyCoverage: 'bereik van alle sensoren aan of uit',
    keyNorth: 'noord boven',
    keyFilter: 'naar het filter',
    keyList: 'in de lijst: een track aanwijzen',
    keyEnter: 'in de lijst: kiezen',
    keyEscape: 'sluiten, of de keuze loslaten',
    keyMove: 'op de kaart: verschuiven; met Shift: draaien',
    keyZoom: 'zoomen',
    coastNote: 'Kust en grenzen kloppen op ongeveer een kilometer.',
    sources: 'Kaart: Natural Earth. Letter: Noto Sans. Gebouwd met MapLibre.',
};

const uk: Record<Key, string> = {
    ...warningUk,
    title: 'Luchtwacht: повітряна обстановка',
    map: 'Карта',
    mapHelp: 'Карта. Стрілки пересувають її, плюс і мінус змінюють масштаб. ' +
        'Список треків повідомляє те саме словами.',
    language: 'Мова',
    help: 'Довідка',
    close: 'Закрити',
    skip: 'До списку треків',

    live: 'наживо',
    recording: 'запис',
    exercise: 'НАВЧАННЯ, усе тут несправжнє',
    exerciseShort: 'НАВЧАННЯ',
    play: 'Відтворити',
    pause: 'Призупинити',
    paused: 'пауза',
    speed: 'Швидкість',
    utc: 'UTC',
    local: 'місцевий',
    sceneTime: 'Час картини',
    progress: 'Скільки запису відтворено',
    refused: 'Сервер відмовив: {why}',

    connecting: 'з’єднання',
    connected: 'з’єднано',
    lost: 'немає зв’язку',
    lostLong: 'НЕМАЄ ЗВ’ЯЗКУ. Ця картина станом на {time} і не ' +
        'оновлюється. Пробуємо знову.',
    badFrame: 'Сервер надсилає те, чого ця сторінка не може прочитати. ' +
        'Перезавантажте сторінку.',

    tracks: 'Треки',
    sensors: 'Датчики',
    filter: 'Фільтр',
    filterHint: 'назва, тип, статус',
    ofTracks: '{shown} з {all}',
    noTracks: 'Треків немає. Вони з’являться, щойно датчики повідомлять щось ' +
        'узгоджене.',
    noMatch: 'Жоден трек не відповідає фільтру.',
    hidePanel: 'Сховати списки',
    showPanel: 'Показати списки',

    name: 'Трек',
    kind: 'Тип',
    altitude: 'Висота',
    altitudeShort: 'Вис. м',
    speedShort: 'км/год',
    age: 'Вік',
    status: 'Статус',
    sortBy: 'Упорядкувати: {column}',

    tentative: 'попередній',
    confirmed: 'підтверджений',
    coasting: 'екстрапольований',
    ended: 'завершений',

    'kind.multirotor': 'мультикоптер',
    'kind.fixed-wing': 'літаковий тип',
    'kind.piston': 'поршневий',
    'kind.jet': 'реактивний',
    'kind.helicopter': 'гелікоптер',
    'kind.airliner': 'авіалайнер',
    'kind.bird': 'птах',
    'kind.balloon': 'куля',
    'kind.unknown': 'невідомо',

    position: 'Місце',
    positionSd: 'Місце, 1σ',
    heading: 'Курс',
    climb: 'Набір',
    unknownValue: 'невідомо',
    standing: 'майже не рухається',
    existence: 'Існування',
    claim: 'Що повідомляє про себе',
    unbacked: 'не підтверджено ({p})',
    first: 'Уперше помічено',
    updated: 'Останнє донесення',
    ident: 'Називає себе',
    'ident.icao': 'Адреса ICAO',
    'ident.callsign': 'Позивний',
    'ident.squawk': 'Код відповідача',
    'ident.remote_id': 'Remote ID',
    silent: 'не каже, що воно є',
    kindsTitle: 'Що це може бути',
    feeds: 'Джерела',
    seconds: '{n} с',
    minutes: '{n} хв',
    hours: '{n} год',
    ago: '{time} тому',
    follow: 'Стежити',
    centre: 'До центру',
    endedNote: 'Цей трек завершено.',
    loading: 'Запит до сервера',

    'sensor.acoustic': 'акустичний',
    'sensor.radar': 'радар',
    'sensor.rf': 'радіо',
    'sensor.camera': 'камера',
    'sensor.remote-id': 'Remote ID',
    'sensor.ads-b': 'ADS-B',
    'sensor.observer': 'спостерігач',
    'sensor.tracker': 'система супроводу',
    'state.ok': 'справний',
    'state.degraded': 'обмежений',
    'state.down': 'вимкнений',
    'state.silent': 'мовчить',
    sensorState: 'Стан',
    reports: 'Донесення',
    lastHeard: 'Востаннє чути',
    never: 'ніколи',
    noSensors: 'У файлі об’єкта немає датчиків.',
    sensorErrors: 'Власні похибки',
    noErrors: 'Про них ще нічого не відомо.',
    'error.azimuth': 'Азимут',
    'error.elevation': 'Кут місця',
    'error.range': 'Дальність',
    'error.clock': 'Годинник',
    'error.east': 'Місце, схід',
    'error.north': 'Місце, північ',
    claimed: 'Увійшло до треків',
    falseReports: 'Хибних за огляд',
    detection: 'Помічає з належного',
    inflation: 'Розкид від заявленого',
    delay: 'Надходить через',
    silenceCounts: 'Мовчання враховано',
    yes: 'так',
    no: 'ні',
    clockJumps: 'Стрибки годинника',
    refusedLines: 'Відхилено рядків',

    home: 'Показати всі треки',
    north: 'Північ угорі',
    zoomIn: 'Збільшити',
    zoomOut: 'Зменшити',
    vectorLegend: 'вектор: {time} наперед',

    helpTitle: 'Що видно, і клавіші',
    helpIntro: 'Luchtwacht поєднує все, що помічають датчики. ' +
        'Фігура: один апарат, наскільки він відомий; лінія попереду: його ' +
        'швидкість, лінія позаду: його слід, еліпс: де він є, з 1 і 2 ' +
        'стандартними відхиленнями.',
    helpLook: 'Який вигляд мають треки',
    helpCooperative: 'саме каже, що воно є',
    helpKeys: 'Клавіші',
    helpConfirmed: 'заповнена: підтверджений',
    helpTentative: 'порожня, крапки: попередній, може нічого не бути',
    helpCoasting: 'напівзаповнена, штрихи: екстрапольований, ' +
        'останнім часом не помічений',
    helpFade: 'Давні треки тьмяніють і показують свій вік.',
    helpBearing: 'лінія від датчика: пеленг за останні секунди',
    helpHeard: 'коло: чутно десь тут за останні секунди',
    helpNot: 'Система спостерігає і попереджає. Чого не знає, ' +
        'те називає невідомим.',
    keyHelp: 'ця довідка',
    keyPlay: 'відтворити або призупинити',
    keySpeed: 'повільніше, швидше',
    keyHome: 'показати всі треки',
    keyFollow: 'стежити за вибраним треком',
    keyLabels: 'підписи',
    keyTrails: 'сліди',
    keyEllipses: 'еліпси',
    keyReports: 'пеленги і чутність',
    keyCoverage: 'зони дії всіх датчиків',
    keyNorth: 'північ угорі',
    keyFilter: 'до фільтра',
    keyList: 'у списку: перейти до треку',
    keyEnter: 'у списку: вибрати',
    keyEscape: 'закрити або зняти вибір',
    keyMove: 'на карті: пересунути; з Shift: повернути',
    keyZoom: 'масштаб',
    coastNote: 'Берег і кордони точні приблизно до кілометра.',
    sources: 'Карта: Natural Earth. Шрифт: Noto Sans. ' +
        'Зроблено з MapLibre.',
};

export const words: Record<Language, Record<Key, string>> = { en, nl, uk };

export const LANGUAGE_NAMES: Record<Language, string> = {
    en: 'English', nl: 'Nederlands', uk: 'Українська',
};

let current: Language = 'en';

export function language(): Language {
    return current;
}

export function setLanguage(to: Language): void {
    current = to;
}

export function t(key: Key, fill: Record<string, string> = {}): string {
    return words[current][key].replace(/\{(\w+)\}/g,
        (whole, name: string) => fill[name] ?? whole);
}

/** The form that goes with a number: the forms of a word stand beside each
 * other, with | between them ("one|other", Ukrainian "one|few|many"). */
export function plural(key: Key, n: number, shown = String(n)): string {
    const order = current === 'uk' ? ['one', 'few', 'many'] : ['one', 'other'];
    const forms = words[current][key].split('|');
    const which = order.indexOf(new Intl.PluralRules(current).select(n));
    return (forms[which] ?? forms[forms.length - 1]).replace('{n}', shown);
}

/** A word the server may use that this page does not know stays itself. */
export function tOr(key: string, otherwise: string): string {
    return Object.hasOwn(en, key) ? t(key as Key) : otherwise;
}

export function pickLanguage(asked: string | null, kept: string | null,
    browser: readonly string[]): Language {
    const known = (tag: string | null): Language | undefined =>
        LANGUAGES.find((l) => tag?.toLowerCase().split('-')[0] === l);
    return known(asked) ?? known(kept) ??
        browser.map(known).find((l) => l !== undefined) ?? 'en';
}

const LANGUAGE_KEY = 'luchtwacht.language';

/** The language of the address, else the one that was kept, else the
 * browser's. */
export function startLanguage(): void {
    let kept: string | null = null;
    try {
        kept = localStorage.getItem(LANGUAGE_KEY);
    } catch {
        // no storage: nothing kept
    }
    setLanguage(pickLanguage(new URLSearchParams(location.search).get('lang'),
        kept, navigator.languages));
}

/** For the next visit, and in the address. */
export function keepLanguage(): void {
    try {
        localStorage.setItem(LANGUAGE_KEY, current);
    } catch {
        // not kept, then
    }
    const url = new URL(location.href);
    url.searchParams.set('lang', current);
    history.replaceState(null, '', url);
}
