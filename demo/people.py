"""The invented people of the demo consortium."""

from dataclasses import dataclass

from demo.libraries import LIBRARIES, OFFICE, PARTNERS

_DOMAINS = {
    organization.key: organization.mail_domain for organization in (*LIBRARIES, OFFICE, *PARTNERS)
}
_EASTERN_TIME = "America/New_York"


@dataclass(frozen=True)
class DemoPerson:
    """Somebody who takes part."""

    key: str
    name: str
    title: str
    organization: str
    """The key of a library, of a partner or of the office."""
    mail: str
    slack_id: str | None
    """None for a partner without a Slack account."""
    is_guest: bool = False
    is_director: bool = False
    """Whether the person heads a member library and so sits on the council."""
    zone: str = _EASTERN_TIME


def _slack_id(number: int) -> str:
    return f"U0DEMO{number:03}"


def _staff(
    number: int,
    key: str,
    name: str,
    mailbox: str,
    organization: str,
    title: str,
    *,
    zone: str = _EASTERN_TIME,
) -> DemoPerson:
    mail = f"{mailbox}@{_DOMAINS[organization]}"
    return DemoPerson(key, name, title, organization, mail, _slack_id(number), zone=zone)


def _director(
    number: int,
    key: str,
    name: str,
    mailbox: str,
    library: str,
    title: str = "Director of Library Services",
) -> DemoPerson:
    mail = f"{mailbox}@{_DOMAINS[library]}"
    return DemoPerson(key, name, title, library, mail, _slack_id(number), is_director=True)


def _guest(number: int, key: str, name: str, mailbox: str, partner: str, title: str) -> DemoPerson:
    mail = f"{mailbox}@{_DOMAINS[partner]}"
    return DemoPerson(key, name, title, partner, mail, _slack_id(number), is_guest=True)


def _by_mail(key: str, name: str, mail: str, partner: str, title: str) -> DemoPerson:
    return DemoPerson(key, name, title, partner, mail, slack_id=None)


_OFFICE_STAFF = (
    _staff(
        1,
        "dag",
        "Dag Okafor",
        "okafor",
        "office",
        "Program Manager for Library Consortium Operations",
    ),
    _staff(
        2, "imani", "Imani Beauchamp", "beauchamp", "office", "Consortium Operations Coordinator"
    ),
)

_DIRECTORS = (
    _director(3, "marguerite", "Marguerite Osei", "osei", "central"),
    _director(4, "tomasz", "Tomasz Wieczorek", "wieczorekt", "eastern"),
    _director(
        5, "lucinda", "Lucinda Bramwell-Hayes", "bramwellhayesl", "southern", "Dean of Libraries"
    ),
    _director(6, "hyunwoo", "Hyun-woo Baek", "baekh", "western"),
    _director(7, "colleen", "Colleen Fitzgibbon", "cfitzgibbon", "asnuntuck"),
    _director(8, "delroy", "Delroy Whitcombe", "dwhitcombe", "capital"),
    _director(9, "rosalind", "Rosalind Achterberg", "rachterberg", "gateway"),
    _director(10, "esperanza", "Esperanza Villarreal", "evillarreal", "housatonic"),
    _director(11, "gordon", "Gordon Teague", "gteague", "manchester"),
    _director(12, "naoko", "Naoko Shimizu", "nshimizu", "middlesex"),
    _director(13, "fionnuala", "Fionnuala O'Shaughnessy", "foshaughnessy", "naugatuck-valley"),
    _director(14, "wendell", "Wendell Przybylski", "wprzybylski", "northwestern"),
    _director(15, "amara", "Amara Nwachukwu", "anwachukwu", "norwalk"),
    _director(16, "beatrice", "Béatrice Lachance", "blachance", "quinebaug-valley"),
    _director(17, "samuel", "Samuel Hightower", "shightower", "three-rivers"),
    _director(18, "ingrid", "Ingrid Søndergaard", "isondergaard", "tunxis"),
    _director(
        19, "vikram", "Vikram Raghunathan", "raghunathan", "charter-oak", "Head of Online Library"
    ),
    _director(
        20,
        "deborah",
        "Deborah Mainwaring",
        "deborah.mainwaring",
        "state-library",
        "State Librarian",
    ),
)

_UNIVERSITY_STAFF = (
    _staff(21, "ann", "Ann Whitaker", "whitaker", "central", "Metadata and Cataloging Librarian"),
    _staff(22, "ben", "Ben Adeyemi", "adeyemi", "central", "Digital Collections Librarian"),
    _staff(23, "lorna", "Lorna Petrakis", "petrakis", "central", "Assessment Librarian"),
    _staff(24, "josephine", "Josephine Tran", "tranj", "eastern", "Electronic Resources Librarian"),
    _staff(
        25,
        "anselm",
        "Anselm Kowalczyk",
        "kowalczyka",
        "eastern",
        "Library Systems Librarian",
        zone="America/Chicago",
    ),
    _staff(
        26, "priya", "Priya Venkataraman", "venkataramanp", "southern", "Open Education Librarian"
    ),
    _staff(27, "dmitri", "Dmitri Volkov", "volkovd", "southern", "Digital Repository Librarian"),
    _staff(28, "yolanda", "Yolanda Pettway", "pettwayy", "southern", "Head of Access Services"),
    _staff(
        29,
        "saoirse",
        "Saoirse Gallagher",
        "gallaghers",
        "western",
        "Coordinator of Library Instruction",
    ),
    _staff(
        30, "mateo", "Mateo Quiñones", "quinonesm", "western", "E-Resources and Discovery Librarian"
    ),
)

_COLLEGE_STAFF = (
    _staff(
        31,
        "hollis",
        "Hollis Grantham",
        "hgrantham",
        "asnuntuck",
        "Reference and Reserves Librarian",
    ),
    _staff(32, "nkechi", "Nkechi Obiora", "nobiora", "capital", "Student Success Librarian"),
    _staff(33, "tariq", "Tariq Jamison", "tjamison", "capital", "Library Technology Associate"),
    _staff(34, "emil", "Emil Rautio", "erautio", "gateway", "Technical Services Librarian"),
    _staff(
        35, "zainab", "Zainab Farouk", "zfarouk", "gateway", "Reference and Instruction Librarian"
    ),
    _staff(
        36,
        "luis",
        "Luis Enrique Montoya-Sepúlveda",
        "lmontoya",
        "housatonic",
        "Public Services Librarian",
    ),
    _staff(37, "cleo", "Cleo Marchetti", "cmarchetti", "manchester", "Instruction Librarian"),
    _staff(38, "abe", "Abe Rosenthal", "arosenthal", "manchester", "Circulation Supervisor"),
    _staff(
        39,
        "greta",
        "Greta Holloway",
        "gholloway",
        "middlesex",
        "Collections and Assessment Librarian",
    ),
    _staff(40, "layla", "ليلى الحداد", "lalhaddad", "naugatuck-valley", "Cataloging Librarian"),
    _staff(
        41, "sterling", "Sterling Abernathy", "sabernathy", "naugatuck-valley", "Outreach Librarian"
    ),
    _staff(
        42,
        "thaddeus",
        "Thaddeus Quimby",
        "tquimby",
        "northwestern",
        "Archives and Reference Librarian",
    ),
    _staff(
        43,
        "maria",
        "Maria Aparecida da Conceição de Albuquerque Vasconcelos e Montenegro",
        "mmontenegro",
        "norwalk",
        "Open Education and Instruction Librarian",
    ),
    _staff(
        44,
        "renske",
        "Renske de Vries",
        "rdevries",
        "norwalk",
        "Electronic Resources Librarian",
        zone="Europe/London",
    ),
    _staff(45, "otis", "Otis Blackwood", "oblackwood", "quinebaug-valley", "Reference Librarian"),
    _staff(
        46,
        "meiling",
        "Mei-Ling Zhou",
        "mzhou",
        "three-rivers",
        "Instruction and Repository Librarian",
    ),
    _staff(47, "darnell", "Darnell Pruitt", "dpruitt", "tunxis", "Data and Outreach Librarian"),
    _staff(48, "bronwyn", "Bronwyn Pugh", "bpugh", "tunxis", "Access and Accessibility Librarian"),
    _staff(
        49,
        "kalpana",
        "Kalpana Iyer",
        "iyer",
        "charter-oak",
        "Online Learning Librarian",
        zone="America/Los_Angeles",
    ),
)

_STATE_LIBRARY_STAFF = (
    _staff(
        50,
        "winifred",
        "Winifred Castle",
        "winifred.castle",
        "state-library",
        "Statewide Resource Sharing Librarian",
    ),
    _staff(
        51,
        "ravi",
        "Ravi Thackeray",
        "ravi.thackeray",
        "state-library",
        "Digital Preservation Librarian",
    ),
)

_GUESTS = (
    _guest(52, "teodor", "Teodor Ilić", "ilict", "writing-center", "Peer Tutor Coordinator"),
    _guest(
        53,
        "gwendolyn",
        "Gwendolyn Achebe",
        "achebe",
        "it-accessibility",
        "IT Accessibility Specialist",
    ),
    _guest(
        54,
        "sunniva",
        "Sunniva Halvorsen",
        "halvorsen",
        "academic-technology",
        "Instructional Designer",
    ),
    _guest(55, "xiomara", "Xiomara Reyes", "xreyes", "student-government", "Student Senator"),
)

_PARTNERS_BY_MAIL = (
    _by_mail(
        "pia",
        "Pia Lindqvist",
        "lindqvistp@writing.southern.example.edu",
        "writing-center",
        "Director of the Writing Center",
    ),
    _by_mail(
        "farid",
        "Farid Karimi",
        "karimi@accessible-it.example.edu",
        "it-accessibility",
        "Document Remediation Analyst",
    ),
    _by_mail(
        "marisol",
        "Marisol Trujillo",
        "trujillom@disability.eastern.example.edu",
        "disability-services",
        "Director of Disability Services",
    ),
    _by_mail(
        "clement",
        "Clement Dube",
        "dubec@disability.eastern.example.edu",
        "disability-services",
        "Assistive Technology Coordinator",
    ),
    _by_mail(
        "percy",
        "Percy Oduya",
        "oduya@acadtech.central.example.edu",
        "academic-technology",
        "Learning Platform Administrator",
    ),
    _by_mail(
        "jaylen", "Jaylen Brooks", "jaylen.brooks@example.com", "student-government", "Treasurer"
    ),
    _by_mail(
        "harriet",
        "Harriet Lockwood",
        "h.lockwood@millriver.example.org",
        "public-library",
        "Head of Adult Services",
    ),
    _by_mail(
        "bertrand",
        "Bertrand Amsel",
        "bertrand.amsel@example.net",
        "public-library",
        "Local History Volunteer",
    ),
)

PEOPLE = (
    *_OFFICE_STAFF,
    *_DIRECTORS,
    *_UNIVERSITY_STAFF,
    *_COLLEGE_STAFF,
    *_STATE_LIBRARY_STAFF,
    *_GUESTS,
    *_PARTNERS_BY_MAIL,
)
