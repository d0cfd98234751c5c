"""What people write to each other in the channels of the demo consortium."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Post:
    """One message in a channel."""

    day: int
    """Days from today, so negative."""
    hour: int
    """In the consortium's local time."""
    person: str
    text: str


@dataclass(frozen=True)
class Conversation:
    """The messages of one channel, oldest first."""

    channel: str
    """The channel's name."""
    messages: tuple[Post, ...]


_GENERAL = (
    Post(
        -34,
        9,
        "dag",
        "The courier runs Tuesday instead of Monday next week. Bins out by ten, please.",
    ),
    Post(-34, 10, "abe", "Noted, thanks for the early word."),
    Post(-27, 11, "imani", "New here: the contact list now shows each library's alternate too."),
    Post(-27, 13, "greta", "Found a typo in my own name, and fixed it. Handy."),
    Post(
        -20,
        14,
        "amara",
        "Norwalk's ground floor reopens Thursday. Come and see the new reading room!",
    ),
    Post(-20, 15, "darnell", "Is the big oak table still there?"),
    Post(-20, 15, "amara", "It is. It took eight people to move it."),
    Post(
        -13,
        9,
        "priya",
        "Grant applications for course redesign are open. Questions to me, any time.",
    ),
    Post(-8, 16, "samuel", "Three Rivers closes at five on Friday for electrical work."),
    Post(
        -6,
        10,
        "dag",
        "Minutes of the last council meeting are posted. Short version: the budget passed.",
    ),
    Post(-2, 11, "lorna", "Statistics form goes out soon. No new questions this year, I promise."),
    Post(-1, 9, "josephine", "The business database was down from seven to eight. Back now."),
)

_READING_NOOK = (
    Post(-30, 12, "thaddeus", "Reading a history of salt. More exciting than it sounds."),
    Post(-30, 12, "cleo", "I listened to that one while painting the kitchen!"),
    Post(
        -23, 17, "saoirse", "Does anyone have a brown bread recipe that works without buttermilk?"
    ),
    Post(-23, 18, "fionnuala", "Milk and a spoon of vinegar. Nobody will know."),
    Post(
        -16,
        8,
        "kalpana",
        "Good morning from the other coast, where it is five and my cat is awake.",
    ),
    Post(-16, 9, "ben", "Mine too. They must have a group of their own."),
    Post(-9, 12, "sterling", "Somebody returned a book with a pressed fern from 1974 in it."),
    Post(-9, 13, "ravi", "Please keep the fern with the book. Asking as an archivist."),
    Post(
        -3, 16, "maria", "Our student knitting circle has finished a scarf longer than the stacks."
    ),
    Post(-2, 9, "otis", "Pictures or it did not happen."),
)

_METADATA = (
    Post(
        -26,
        10,
        "ann",
        "The spring e-book load left about four hundred duplicates. Sample in the folder.",
    ),
    Post(-26, 11, "emil", "I can take the Gateway ones this week."),
    Post(-25, 9, "ben", "Most of mine differ only in the provider note. Safe to merge?"),
    Post(-25, 9, "ann", "Yes, keep the record with the table of contents."),
    Post(
        -18, 14, "layla", "Forty Arabic titles have no original script. I will start with poetry."
    ),
    Post(
        -17,
        10,
        "thaddeus",
        "A reader asked about a heading on our local history shelf. Adding it to the list.",
    ),
    Post(-12, 15, "anselm", "Sandbox copy is refreshed. Test your rules there before Thursday."),
    Post(
        -11, 10, "mateo", "The new rule removed a note we need. Rolled back, will bring it Tuesday."
    ),
    Post(-4, 13, "ravi", "Town report records are ready for import when you are."),
    Post(-3, 10, "ann", "Thank you, Ravi. After the duplicates are gone."),
)

_OPEN_TEXTBOOKS = (
    Post(
        -28,
        13,
        "priya",
        "The savings page is up. Students at Capital kept more than anyone expected.",
    ),
    Post(-28, 14, "nkechi", "Sharing this with the dean before she asks."),
    Post(-21, 10, "maria", "Does anyone know an open Spanish reader above beginner level?"),
    Post(
        -21, 11, "cleo", "There is one from a college in Oregon. Link in the spreadsheet, row 31."
    ),
    Post(
        -14,
        15,
        "sunniva",
        "Course template is ready to copy. It has the attribution line built in.",
    ),
    Post(-13, 9, "greta", "Tried it with the sociology reader: ten minutes, no trouble."),
    Post(-7, 12, "hollis", "Bookstore sent the price list at last."),
    Post(-5, 10, "darnell", "Who is reading the science applications? I have room for three more."),
    Post(-5, 11, "priya", "You just made a friend. Sending three."),
)

_E_RESOURCES = (
    Post(
        -24,
        9,
        "renske",
        "Quotes for the nursing databases are in. The larger package went down a little.",
    ),
    Post(-24, 10, "josephine", "That has never happened before."),
    Post(
        -19,
        14,
        "luis",
        "Students like the trial, mostly because the PDF button is where they expect it.",
    ),
    Post(
        -15,
        11,
        "gwendolyn",
        "The vendor's accessibility report is from four years ago. I asked for a new one.",
    ),
    Post(-15, 13, "mateo", "Let us hold the renewal until it comes."),
    Post(
        -10,
        16,
        "kalpana",
        "Remote login fails for two of our students in Guam. Time zone of the token?",
    ),
    Post(-9, 8, "tariq", "It was the clock on the proxy server. Fixed."),
    Post(
        -6,
        14,
        "winifred",
        "The statewide newspapers cover 1880 to 1963, so the overlap is smaller than feared.",
    ),
    Post(-1, 10, "josephine", "Agenda for Wednesday: video licenses first, then the wish list."),
)

_RESOURCE_SHARING = (
    Post(-29, 8, "abe", "Two bins marked for Middlesex arrived here. Sending them on today."),
    Post(-29, 9, "sterling", "One of ours went to Hartford. The labels again?"),
    Post(-28, 11, "yolanda", "New labels are printed in larger type. Every desk gets fifty."),
    Post(
        -20,
        15,
        "bronwyn",
        "Sewing machines go out for a week at a time. First one is lent already.",
    ),
    Post(-14, 10, "otis", "A student asks to pick up at Eastern and return here. Possible?"),
    Post(-14, 10, "yolanda", "Yes, that has worked since last year."),
    Post(
        -8,
        13,
        "winifred",
        "Fill rate is up to ninety-one percent. Your checking of missing items helped.",
    ),
    Post(-3, 16, "hollis", "Reserve lists from the faculty: nine of forty so far."),
)

_ASSESSMENT = (
    Post(
        -31,
        10,
        "lorna",
        "Definitions handbook: comments by Friday, please. Page six is the hard one.",
    ),
    Post(-30, 9, "darnell", "Is a tour for high school pupils instruction? I say yes."),
    Post(-30, 10, "zainab", "Only if somebody learned something. So yes."),
    Post(-22, 14, "meiling", "Our gate counter counted a moth for three nights."),
    Post(-22, 15, "greta", "Please put the moth in the footnotes."),
    Post(-12, 11, "renske", "Cost per use for the ten largest databases is in the sheet."),
    Post(-5, 15, "tomasz", "The president quoted our one-page profile in his speech."),
    Post(-5, 15, "lorna", "That makes my month."),
)

_INFO_LITERACY = (
    Post(
        -27,
        9,
        "saoirse",
        "Twelve papers scored, and we agreed on ten. The evidence row needs work.",
    ),
    Post(-27, 10, "cleo", "I read 'adequate' in three different ways myself."),
    Post(-20, 13, "teodor", "My tutors would love the search planner. May we print it?"),
    Post(-20, 13, "saoirse", "Please do, it is openly licensed."),
    Post(-13, 11, "zainab", "Source cards with a composition class today. Loud, and good."),
    Post(-12, 9, "sterling", "Can you leave a set in the courier bin for us?"),
    Post(-6, 15, "meiling", "Tutorial is down to eight minutes. I miss the part with the goat."),
    Post(-6, 16, "maria", "Everyone will miss the goat."),
    Post(-2, 10, "greta", "Middlesex can host the summer teaching day."),
)

_ACCESSIBILITY = (
    Post(
        -25,
        14,
        "bronwyn",
        "Audit of the first history database: the filters cannot be reached by keyboard.",
    ),
    Post(-25, 15, "gwendolyn", "I saw the same. Recording attached to the barrier list."),
    Post(-19, 10, "ben", "Ten scanned readings now have real text. Farid did the hard ones."),
    Post(
        -11,
        11,
        "renske",
        "Vendor promises a fix of the map viewer this quarter. I wrote down the date.",
    ),
    Post(-9, 9, "luis", "A student told me the reading pen changed her week."),
    Post(-4, 13, "kalpana", "Chat at four times magnification: the send button leaves the screen."),
    Post(-3, 10, "tariq", "I can reproduce it on two browsers. Reporting it."),
)

_REPOSITORY = (
    Post(-23, 10, "dmitri", "Fifty-two theses deposited, eleven still waiting for a signature."),
    Post(-21, 11, "ravi", "Checksums match on both copies. Sleep well."),
    Post(-17, 14, "meiling", "Batch upload stumbled on one poster with an emoji in its title."),
    Post(-16, 9, "anselm", "Fixed in the import script. The emoji stays."),
    Post(-10, 15, "layla", "Can we add titles in original script to the shared profile?"),
    Post(-10, 16, "dmitri", "Yes. Please put it on Monday's agenda."),
    Post(-4, 11, "ben", "The 1972 yearbook is scanned. Magnificent collars."),
)

_STUDENT_PANEL = (
    Post(-40, 16, "nkechi", "Forty applications already, and a third from evening students."),
    Post(-40, 17, "xiomara", "The bus shelter posters worked, I told you so!"),
    Post(-32, 10, "sterling", "You did. Next time you choose the colors as well."),
    Post(-18, 11, "zainab", "Panelists asked for the ground rules on one slide. Done."),
    Post(
        -11, 17, "xiomara", "Could the second session start at six? Several of us work until five."
    ),
    Post(-11, 18, "nkechi", "Six it is."),
    Post(
        -5, 12, "amara", "The council asked good questions about the budget. Bring travel figures."
    ),
    Post(-2, 14, "kalpana", "Online seats are full, so I opened a waiting list."),
)

_TEACHING_ARCHIVES = (
    Post(-45, 12, "thaddeus", "Twenty students, one flood photograph, and not a phone in sight."),
    Post(-44, 9, "saoirse", "Please share the five questions!"),
    Post(-30, 13, "ravi", "Vault visit: bring a sweater, it is cold down there."),
    Post(-16, 12, "otis", "We have town reports back to 1890, if a class wants them."),
    Post(-15, 10, "lorna", "A statistics class would. I will put you in touch."),
    Post(-7, 14, "abe", "Found a box of strike leaflets behind the microfilm reader."),
)

_COUNCIL = (
    Post(
        -33,
        9,
        "rosalind",
        "Draft budget is in the folder. Please read the note on the courier first.",
    ),
    Post(-33, 14, "gordon", "Clear and short, thank you."),
    Post(
        -26,
        10,
        "beatrice",
        "Could the small campuses see the cost shares one week earlier next time?",
    ),
    Post(-26, 11, "tomasz", "Fair. We will put it in the calendar."),
    Post(-19, 15, "deborah", "The State Library can host the retreat."),
    Post(
        -12, 9, "ingrid", "The panel's request is modest. I would rather fund it fully than half."
    ),
    Post(-12, 10, "naoko", "Agreed."),
    Post(
        -4, 16, "lucinda", "I am away on Friday. Yolanda may speak for Southern if the rules allow."
    ),
    Post(-4, 16, "rosalind", "They do, with a note to Dag beforehand."),
)

_DISCOVERY = (
    Post(-118, 11, "anselm", "Launch week rota is posted. Two people at every hour."),
    Post(-112, 8, "mateo", "Redirects are on. Old bookmarks land in the right place."),
    Post(-112, 13, "yolanda", "The desk has had four questions, all about the sign-in button."),
    Post(-110, 10, "cleo", "A student said it looks like a real website now."),
    Post(
        -105,
        15,
        "gwendolyn",
        "The screen reader announces the facets correctly. That was worth the wait.",
    ),
    Post(-98, 9, "emil", "Search counts are level with last year."),
    Post(-70, 14, "ann", "Read the final report over lunch. Page four needs the cost table."),
    Post(-64, 16, "anselm", "Report sent. It was good to work with all of you."),
)

CONVERSATIONS = (
    Conversation("general", _GENERAL),
    Conversation("reading-nook", _READING_NOOK),
    Conversation("metadata", _METADATA),
    Conversation("open-textbooks", _OPEN_TEXTBOOKS),
    Conversation("e-resources", _E_RESOURCES),
    Conversation("resource-sharing", _RESOURCE_SHARING),
    Conversation("assessment", _ASSESSMENT),
    Conversation("info-literacy", _INFO_LITERACY),
    Conversation("accessibility", _ACCESSIBILITY),
    Conversation("repository", _REPOSITORY),
    Conversation("student-panel", _STUDENT_PANEL),
    Conversation("teaching-archives", _TEACHING_ARCHIVES),
    Conversation("council", _COUNCIL),
    Conversation("discovery", _DISCOVERY),
)
