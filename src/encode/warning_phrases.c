/* SPDX-License-Identifier: Apache-2.0 */
#include "warning_phrases.h"

#include <assert.h>
#include <string.h>

static const char *const slot_names[LW_SLOTS] = {
    "zone",   "number",  "distance", "from",     "towards",
    "speed",  "percent", "sure",     "earliest", "likely",
    "latest", "clock",   "track",    "kind",     "sensors",
};

/* A line a phrase and language: long ones stay whole, to be searched for. */
/* clang-format off */
static const char *const phrases[LW_PHRASES][LW_LANGUAGES] = {
[LW_PHRASE_MARK_EXERCISE] = {"EXERCISE", "OEFENING", "НАВЧАННЯ"},
[LW_PHRASE_MARK_TEST] = {"TEST", "TEST", "ТЕСТ"},

[LW_PHRASE_EVENT] = {
    "Air notice",
    "Voorwaarschuwing luchtalarm",
    "Можлива повітряна тривога"},
[LW_PHRASE_EVENT_WARNING] = {
    "Air warning",
    "Luchtalarm",
    "Повітряна тривога"},
[LW_PHRASE_EVENT_CLEARED] = {
    "Air notice: all clear",
    "Einde voorwaarschuwing luchtalarm",
    "Відбій попередження"},
[LW_PHRASE_EVENT_CLEARED_WARNING] = {
    "Air warning: all clear",
    "Einde luchtalarm: sein veilig",
    "Відбій повітряної тривоги"},
[LW_PHRASE_EVENT_CANCELLED] = {
    "Air notice cancelled",
    "Voorwaarschuwing ingetrokken",
    "Попередження скасовано"},
[LW_PHRASE_EVENT_CANCELLED_WARNING] = {
    "Air warning cancelled",
    "Luchtalarm ingetrokken",
    "Повітряну тривогу скасовано"},

[LW_PHRASE_HEAD] = {
    "{zone}: be ready to take shelter.",
    "{zone}: houd u klaar om te schuilen.",
    "{zone}: будьте готові пройти в укриття."},
[LW_PHRASE_HEAD_WARNING] = {
    "{zone}: take shelter now.",
    "{zone}: ga nu schuilen.",
    "{zone}: негайно пройдіть в укриття."},
[LW_PHRASE_HEAD_CLEARED] = {
    "{zone}: all clear. The air notice is over.",
    "{zone}: sein veilig. De voorwaarschuwing is voorbij.",
    "{zone}: відбій. Попередження більше не діє."},
[LW_PHRASE_HEAD_CLEARED_WARNING] = {
    "{zone}: all clear. The air warning is over.",
    "{zone}: sein veilig. Het luchtalarm is voorbij.",
    "{zone}: відбій. Повітряну тривогу завершено."},
[LW_PHRASE_HEAD_CANCELLED] = {
    "{zone}: the air notice is cancelled. It was raised in error.",
    "{zone}: de voorwaarschuwing is ingetrokken. Deze was onterecht.",
    "{zone}: попередження скасовано. Його оголосили помилково."},
[LW_PHRASE_HEAD_CANCELLED_WARNING] = {
    "{zone}: the air warning is cancelled. It was raised in error.",
    "{zone}: het luchtalarm is ingetrokken. Het was onterecht.",
    "{zone}: повітряну тривогу скасовано. Її оголосили помилково."},

[LW_PHRASE_DO] = {
    "Be ready: know where you would take shelter, keep your phone with you "
    "and follow official messages. You do not need to do more for now.",
    "Wees voorbereid: weet waar u kunt schuilen, houd uw telefoon bij u "
    "en volg officiële berichten. Meer hoeft u nu niet te doen.",
    "Будьте готові: визначте, де ви сховаєтеся, тримайте телефон при собі "
    "та стежте за офіційними повідомленнями. Поки що більше нічого робити "
    "не потрібно."},
[LW_PHRASE_DO_WARNING] = {
    "Take shelter now. If there is no shelter nearby, stay inside, away from "
    "windows and outer walls; a cellar or the middle of the building is best. "
    "Do not go out to look, and do not touch anything that has come down. "
    "Stay there until the all clear.",
    "Ga nu schuilen. Is er dichtbij geen schuilplaats, blijf dan binnen, "
    "uit de buurt van ramen en buitenmuren; een kelder of het midden van het "
    "gebouw is het veiligst. Ga niet buiten kijken en raak niets aan wat is "
    "neergekomen. Blijf daar tot het sein veilig.",
    "Негайно пройдіть в укриття. Якщо укриття поблизу немає, залишайтеся в "
    "приміщенні, подалі від вікон і зовнішніх стін; найкраще у підвалі "
    "або в середині будівлі. Не виходьте дивитися й не торкайтеся того, що "
    "впало. Залишайтеся там до відбою."},
[LW_PHRASE_DO_CLEARED] = {
    "It is over. You do not need to do anything more.",
    "Het is voorbij. U hoeft niets meer te doen.",
    "Небезпека минула. Більше нічого робити не потрібно."},
[LW_PHRASE_DO_CLEARED_WARNING] = {
    "It is over: you can leave your shelter. Do not touch anything that has "
    "come down; report it to the emergency services.",
    "Het is voorbij: u kunt uw schuilplaats verlaten. Raak niets aan wat is "
    "neergekomen en meld het bij de hulpdiensten.",
    "Небезпека минула: можна вийти з укриття. Не торкайтеся того, що впало; "
    "повідомте про це екстрені служби."},
[LW_PHRASE_DO_CANCELLED] = {
    "You do not need to do anything.",
    "U hoeft niets te doen.",
    "Нічого робити не потрібно."},
[LW_PHRASE_DO_CANCELLED_WARNING] = {
    "You do not need to do anything. If you took shelter, you can leave it.",
    "U hoeft niets te doen. Als u bent gaan schuilen, kunt u weer naar buiten.",
    "Нічого робити не потрібно. Якщо ви в укритті, можете вийти."},

[LW_PHRASE_SHORT] = {
    "AIR NOTICE {zone}: be ready to take shelter.",
    "VOORWAARSCHUWING {zone}: houd u klaar om te schuilen.",
    "УВАГА {zone}: будьте готові."},
[LW_PHRASE_SHORT_WARNING] = {
    "AIR WARNING {zone}: take shelter now, away from windows.",
    "LUCHTALARM {zone}: ga nu schuilen, weg van ramen.",
    "ТРИВОГА {zone}: негайно в укриття."},
[LW_PHRASE_SHORT_CLEARED] = {
    "ALL CLEAR {zone}: the air notice is over.",
    "SEIN VEILIG {zone}: de voorwaarschuwing is voorbij.",
    "ВІДБІЙ {zone}: попередження знято."},
[LW_PHRASE_SHORT_CLEARED_WARNING] = {
    "ALL CLEAR {zone}: the air warning is over.",
    "SEIN VEILIG {zone}: het luchtalarm is voorbij.",
    "ВІДБІЙ {zone}: тривогу завершено."},
[LW_PHRASE_SHORT_CANCELLED] = {
    "CANCELLED {zone}: the air notice was raised in error.",
    "INGETROKKEN {zone}: de voorwaarschuwing was onterecht.",
    "СКАСОВАНО {zone}: помилкове попередження."},
[LW_PHRASE_SHORT_CANCELLED_WARNING] = {
    "CANCELLED {zone}: the air warning was raised in error.",
    "INGETROKKEN {zone}: het luchtalarm was onterecht.",
    "СКАСОВАНО {zone}: помилкова тривога."},

[LW_PHRASE_COMES] = {
    "Unknown aircraft possible about {likely} ({clock}).",
    "Onbekend luchtvaartuig mogelijk rond {likely} ({clock}).",
    "Можлива поява невідомого літального апарата близько {likely} "
    "({clock})."},
[LW_PHRASE_COMES_UNMANNED] = {
    "Unmanned aircraft possible about {likely} ({clock}).",
    "Onbemand luchtvaartuig mogelijk rond {likely} ({clock}).",
    "Можлива поява безпілотного літального апарата близько {likely} "
    "({clock})."},
[LW_PHRASE_THERE] = {
    "Unknown aircraft may be there at any moment.",
    "Onbekend luchtvaartuig kan er elk moment zijn.",
    "Невідомий літальний апарат може з’явитися будь-якої миті."},
[LW_PHRASE_THERE_UNMANNED] = {
    "Unmanned aircraft may be there at any moment.",
    "Onbemand luchtvaartuig kan er elk moment zijn.",
    "Безпілотний літальний апарат може з’явитися будь-якої миті."},
[LW_PHRASE_COUNT] = {
    "{number} unknown aircraft may reach this area.",
    "{number} onbekend luchtvaartuig kan dit gebied bereiken.|"
    "{number} onbekende luchtvaartuigen kunnen dit gebied bereiken.",
    "{number} невідомий літальний апарат може досягти цієї території.|"
    "{number} невідомі літальні апарати можуть досягти цієї території.|"
    "{number} невідомих літальних апаратів можуть досягти цієї території."},
[LW_PHRASE_COUNT_UNMANNED] = {
    "{number} unmanned aircraft may reach this area.",
    "{number} onbemand luchtvaartuig kan dit gebied bereiken.|"
    "{number} onbemande luchtvaartuigen kunnen dit gebied bereiken.",
    "{number} безпілотний літальний апарат може досягти цієї території.|"
    "{number} безпілотні літальні апарати можуть досягти цієї території.|"
    "{number} безпілотних літальних апаратів можуть досягти цієї території."},
[LW_PHRASE_SHORT_COMES] = {
    "About {likely} {clock}.",
    "Rond {likely} {clock}.",
    "Близько {likely} {clock}."},

[LW_PHRASE_AWAY] = {
    "It is {distance} {from} of this area and flies {towards} at about "
    "{speed} km/h.",
    "Het bevindt zich {distance} ten {from} van dit gebied en vliegt met "
    "ongeveer {speed} km/u naar het {towards}.",
    "Він перебуває за {distance} на {from} від цієї території та рухається "
    "на {towards} зі швидкістю близько {speed} км/год."},
[LW_PHRASE_AWAY_MANY] = {
    "The likeliest to come is {distance} {from} of this area and flies "
    "{towards} at about {speed} km/h.",
    "Het toestel met de grootste kans om hier te komen bevindt zich "
    "{distance} ten {from} van dit gebied en vliegt met ongeveer {speed} "
    "km/u naar het {towards}.",
    "Найімовірніший із них перебуває за {distance} на {from} від цієї "
    "території та рухається на {towards} зі швидкістю близько {speed} "
    "км/год."},
[LW_PHRASE_SLOW] = {
    "It is {distance} {from} of this area and hardly moves.",
    "Het bevindt zich {distance} ten {from} van dit gebied en beweegt "
    "nauwelijks.",
    "Він перебуває за {distance} на {from} від цієї території та майже не "
    "рухається."},
[LW_PHRASE_SLOW_MANY] = {
    "The likeliest to come is {distance} {from} of this area and hardly "
    "moves.",
    "Het toestel met de grootste kans om hier te komen bevindt zich "
    "{distance} ten {from} van dit gebied en beweegt nauwelijks.",
    "Найімовірніший із них перебуває за {distance} на {from} від цієї "
    "території та майже не рухається."},
[LW_PHRASE_INSIDE] = {
    "It is over this area already.",
    "Het bevindt zich al boven dit gebied.",
    "Він уже над цією територією."},
[LW_PHRASE_INSIDE_MANY] = {
    "At least one of them is over this area already.",
    "Ten minste één ervan bevindt zich al boven dit gebied.",
    "Принаймні один із них уже над цією територією."},

[LW_PHRASE_SURE] = {
    "Chance that this area is reached: {percent}% ({sure}).",
    "Kans dat dit gebied wordt bereikt: {percent}% ({sure}).",
    "Імовірність того, що це станеться: {percent}% ({sure})."},
[LW_PHRASE_WHEN] = {
    "Expected about {likely}, between {earliest} and {latest} ({clock}).",
    "Verwacht rond {likely}, tussen {earliest} en {latest} ({clock}).",
    "Очікується близько {likely}, між {earliest} і {latest} ({clock})."},
[LW_PHRASE_WHEN_SOON] = {
    "Possible at any moment, expected about {likely}, at the latest about "
    "{latest} ({clock}).",
    "Elk moment mogelijk, verwacht rond {likely}, uiterlijk rond {latest} "
    "({clock}).",
    "Можливо будь-якої миті, очікується близько {likely}, найпізніше "
    "близько {latest} ({clock})."},
[LW_PHRASE_WHEN_PAST] = {
    "Arrival is possible at any moment, or has happened already.",
    "Aankomst is elk moment mogelijk of heeft al plaatsgevonden.",
    "Поява можлива будь-якої миті або вже відбулася."},
[LW_PHRASE_BY_HAND] = {
    "This was raised by the duty officer.",
    "Dit is afgegeven door de dienstdoende medewerker.",
    "Це оголосив черговий."},
[LW_PHRASE_QUIET] = {
    "Nothing is seen on its way here now, but this stands until it has been "
    "quiet for long enough.",
    "Er is nu niets te zien wat hierheen komt, maar dit blijft gelden tot "
    "het lang genoeg rustig is.",
    "Зараз наближення не спостерігається, але попередження діє, доки певний "
    "час не буде спокійно."},
[LW_PHRASE_UNCOVERED] = {
    "Some sensors that watch the way here are not working, so the all clear "
    "may take longer.",
    "Een deel van de sensoren die de weg hierheen bewaken werkt niet, dus "
    "het sein veilig kan langer op zich laten wachten.",
    "Частина датчиків, що стежать за підступами, не працює, тому відбій "
    "може затриматися."},
[LW_PHRASE_CLEARED_PASSED] = {
    "What was noticed has left or is no longer found, and it has been quiet "
    "since.",
    "Wat er was opgemerkt, is weg of niet meer te vinden, en sindsdien is "
    "het rustig.",
    "Те, що було виявлено, віддалилося або більше не спостерігається, і "
    "відтоді спокійно."},
[LW_PHRASE_CLEARED_EXPLAINED] = {
    "What was noticed turned out to be no danger.",
    "Wat er was opgemerkt, bleek geen gevaar te zijn.",
    "Те, що було виявлено, не становило небезпеки."},
[LW_PHRASE_CLEARED_BY_HAND] = {
    "The duty officer gave the all clear.",
    "De dienstdoende medewerker heeft het sein veilig gegeven.",
    "Відбій оголосив черговий."},
[LW_PHRASE_CANCELLED] = {
    "The earlier message was sent in error: nothing is known to be coming.",
    "Het eerdere bericht was een vergissing: voor zover bekend komt er niets "
    "aan.",
    "Попереднє повідомлення було помилковим: відомостей про наближення "
    "будь-чого немає."},

[LW_PHRASE_WHICH] = {
    "{track}: {kind} ({percent}%)",
    "{track}: {kind} ({percent}%)",
    "{track}: {kind} ({percent}%)"},
[LW_PHRASE_WHERE] = {
    "{distance} to the {from}",
    "{distance} ten {from} van hier",
    "за {distance} на {from}"},
[LW_PHRASE_WHERE_INSIDE] = {
    "over this area",
    "boven dit gebied",
    "над цією територією"},
[LW_PHRASE_FLIES] = {
    "flies {towards} at about {speed} km/h",
    "vliegt met ongeveer {speed} km/u naar het {towards}",
    "рухається на {towards} зі швидкістю близько {speed} км/год"},
[LW_PHRASE_HOVERS] = {
    "hardly moves",
    "beweegt nauwelijks",
    "майже не рухається"},
[LW_PHRASE_CHANCE] = {
    "chance to come here {percent}%",
    "kans om hier te komen {percent}%",
    "імовірність появи тут {percent}%"},
[LW_PHRASE_ABOUT] = {
    "about {likely} ({clock})",
    "rond {likely} ({clock})",
    "близько {likely} ({clock})"},
[LW_PHRASE_SEEN] = {
    "noticed by {sensors}",
    "opgemerkt door {sensors}",
    "джерела даних: {sensors}"},
[LW_PHRASE_SENSORS] = {
    "{number} sensor|{number} sensors",
    "{number} sensor|{number} sensoren",
    "{number} датчик|{number} датчики|{number} датчиків"},
[LW_PHRASE_MORE] = {
    "And {number} more aircraft.",
    "En nog {number} luchtvaartuig.|En nog {number} luchtvaartuigen.",
    "І ще {number} літальний апарат.|І ще {number} літальні апарати.|"
    "І ще {number} літальних апаратів."},

[LW_PHRASE_ACOUSTIC] = {
    "{number} listening post|{number} listening posts",
    "{number} luisterpost|{number} luisterposten",
    "{number} акустичний датчик|{number} акустичні датчики|"
    "{number} акустичних датчиків"},
[LW_PHRASE_RADAR] = {
    "{number} radar|{number} radars",
    "{number} radar|{number} radars",
    "{number} радар|{number} радари|{number} радарів"},
[LW_PHRASE_RF] = {
    "{number} radio direction finder|{number} radio direction finders",
    "{number} radiopeiler|{number} radiopeilers",
    "{number} радіопеленгатор|{number} радіопеленгатори|"
    "{number} радіопеленгаторів"},
[LW_PHRASE_CAMERA] = {
    "{number} camera|{number} cameras",
    "{number} camera|{number} camera's",
    "{number} камера|{number} камери|{number} камер"},
[LW_PHRASE_REMOTE_ID] = {
    "{number} Remote ID receiver|{number} Remote ID receivers",
    "{number} Remote ID-ontvanger|{number} Remote ID-ontvangers",
    "{number} приймач Remote ID|{number} приймачі Remote ID|"
    "{number} приймачів Remote ID"},
[LW_PHRASE_ADSB] = {
    "{number} ADS-B receiver|{number} ADS-B receivers",
    "{number} ADS-B-ontvanger|{number} ADS-B-ontvangers",
    "{number} приймач ADS-B|{number} приймачі ADS-B|"
    "{number} приймачів ADS-B"},
[LW_PHRASE_OBSERVER] = {
    "{number} observer|{number} observers",
    "{number} waarnemer|{number} waarnemers",
    "{number} спостерігач|{number} спостерігачі|{number} спостерігачів"},
[LW_PHRASE_TRACKER] = {
    "{number} other tracking system|{number} other tracking systems",
    "{number} ander volgsysteem|{number} andere volgsystemen",
    "{number} інша система стеження|{number} інші системи стеження|"
    "{number} інших систем стеження"},

[LW_PHRASE_MULTIROTOR] = {
    "unmanned aircraft with several rotors",
    "onbemand luchtvaartuig met meerdere rotors",
    "безпілотний літальний апарат із кількома гвинтами"},
[LW_PHRASE_FIXED_WING] = {
    "unmanned aircraft with wings",
    "onbemand luchtvaartuig met vleugels",
    "безпілотний літальний апарат літакового типу"},
[LW_PHRASE_PISTON] = {
    "small aircraft with a piston engine",
    "klein luchtvaartuig met zuigermotor",
    "малий літальний апарат із поршневим двигуном"},
[LW_PHRASE_JET] = {
    "aircraft with a jet engine",
    "luchtvaartuig met straalmotor",
    "літальний апарат із реактивним двигуном"},
[LW_PHRASE_HELICOPTER] = {"helicopter", "helikopter", "гелікоптер"},
[LW_PHRASE_AIRLINER] = {
    "airliner", "verkeersvliegtuig", "пасажирський літак"},
[LW_PHRASE_BIRD] = {"bird", "vogel", "птах"},
[LW_PHRASE_BALLOON] = {"balloon", "ballon", "аеростат"},
[LW_PHRASE_UNKNOWN] = {
    "unknown aircraft", "onbekend luchtvaartuig",
    "невідомий літальний апарат"},

[LW_PHRASE_NORTH] = {"north", "noorden", "північ"},
[LW_PHRASE_NORTH_EAST] = {"north-east", "noordoosten", "північний схід"},
[LW_PHRASE_EAST] = {"east", "oosten", "схід"},
[LW_PHRASE_SOUTH_EAST] = {"south-east", "zuidoosten", "південний схід"},
[LW_PHRASE_SOUTH] = {"south", "zuiden", "південь"},
[LW_PHRASE_SOUTH_WEST] = {"south-west", "zuidwesten", "південний захід"},
[LW_PHRASE_WEST] = {"west", "westen", "захід"},
[LW_PHRASE_NORTH_WEST] = {"north-west", "noordwesten", "північний захід"},

[LW_PHRASE_VERY_UNLIKELY] = {
    "very unlikely", "zeer onwaarschijnlijk", "дуже малоймовірно"},
[LW_PHRASE_UNLIKELY] = {"unlikely", "onwaarschijnlijk", "малоймовірно"},
[LW_PHRASE_EVEN] = {
    "about as likely as not", "ongeveer evenveel kans van wel als van niet",
    "шанси приблизно рівні"},
[LW_PHRASE_LIKELY] = {"likely", "waarschijnlijk", "імовірно"},
[LW_PHRASE_VERY_LIKELY] = {
    "very likely", "zeer waarschijnlijk", "дуже ймовірно"},
[LW_PHRASE_ALMOST_CERTAIN] = {
    "almost certain", "vrijwel zeker", "майже напевно"},

[LW_PHRASE_KILOMETRES] = {"{number} km", "{number} km", "{number} км"},
[LW_PHRASE_METRES] = {"{number} m", "{number} m", "{number} м"},
};
/* clang-format on */

const char *lw_phrase(enum lw_language language, enum lw_phrase phrase)
{
    assert((int)language >= 0 && (int)language < LW_LANGUAGES);
    assert((int)phrase >= 0 && (int)phrase < LW_PHRASES);
    return phrases[phrase][language];
}

int lw_phrase_form(enum lw_language language, uint32_t number)
{
    if (language != LW_LANG_UK)
        return number != 1;
    if (number % 10 == 1 && number % 100 != 11)
        return 0;
    if (number % 10 >= 2 && number % 10 <= 4 &&
        (number % 100 < 12 || number % 100 > 14))
        return 1;
    return 2;
}

/* The slot of the `len` characters between the brackets. */
static int slot_find(const char *name, size_t len)
{
    for (int i = 0; i < LW_SLOTS; i++)
        if (strlen(slot_names[i]) == len &&
            memcmp(slot_names[i], name, len) == 0)
            return i;
    return LW_ERR_UNKNOWN;
}

void lw_phrase_put(struct lw_text *to, enum lw_language language,
                   enum lw_phrase phrase, uint32_t number,
                   const char *const slot[LW_SLOTS])
{
    const char *at = lw_phrase(language, phrase);

    /* The last form there is stands for those beyond it. */
    for (int form = lw_phrase_form(language, number); form > 0; form--) {
        const char *next = strchr(at, '|');
        if (next == NULL)
            break;
        at = next + 1;
    }
    while (*at != '\0' && *at != '|') {
        const size_t plain = strcspn(at, "{|");
        lw_text_bytes(to, at, plain);
        at += plain;
        if (*at != '{')
            continue;
        const size_t len = strcspn(++at, "}");
        const int which = slot_find(at, len);
        assert(which >= 0 && at[len] == '}');
        if (which >= 0 && slot[which] != NULL)
            lw_text_put(to, slot[which]);
        at += len + 1;
    }
}

const char *lw_language_name(enum lw_language language)
{
    static const char *const names[LW_LANGUAGES] = {"en", "nl", "uk"};

    assert((int)language >= 0 && (int)language < LW_LANGUAGES);
    return names[language];
}
