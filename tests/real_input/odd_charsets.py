"""Mails in odd charsets, by name: how each has to be read, and words that it then holds.

The first list is the easy ham's; the second brings the alphabets that the easy ham lacks.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Odd:
    name: str
    declared: str | None
    used: str
    holds: str


EASY_HAM = [
    Odd("easy-ham-1/00114", None, "windows-1252", "world’s"),
    Odd("easy-ham-1/00219", "iso-8859-15", "iso-8859-15", "Tiarnán"),
    Odd("easy-ham-1/00236", "windows-1251", "windows-1251", "€65."),
    Odd("easy-ham-1/00342", "windows-1252", "windows-1252", "‘Johnny,"),
    Odd("easy-ham-1/00439", "us-ascii", "windows-1252", "“C”"),
    Odd("easy-ham-1/00494", None, "windows-1252", "Vederò"),
    Odd("easy-ham-1/00614", "windows-1252", "windows-1252", "«Je désapprouve"),
    Odd("easy-ham-1/00733", "windows-1251", "windows-1251", "bison–one"),
    Odd("easy-ham-1/00931", "windows-1252", "windows-1252", "XG3™"),
    Odd("easy-ham-1/01084", "iso-8859-15", "iso-8859-15", "pystyttää"),
    Odd("easy-ham-1/01306", "utf-8", "utf-8", "Michèl"),
    Odd("easy-ham-1/02189", None, "windows-1252", "Blöödhag"),
    Odd("easy-ham-1/02236", None, "windows-1252", "holder…talk"),
    Odd("easy-ham-2/00027", "iso-8859-15", "iso-8859-15", "€BIGNUM;"),
    Odd("easy-ham-2/00060", "utf-8", "utf-8", "«Whatever"),
    Odd("easy-ham-2/00161", "iso-8859-15", "iso-8859-15", "déanamh"),
    Odd("easy-ham-2/00196", "utf-8", "utf-8", "«linux-utf8»"),
    Odd("easy-ham-2/00207", "iso-8859-15", "iso-8859-15", "S+#_+Å±"),
    Odd("easy-ham-2/00288", "us-ascii", "windows-1252", "Pádraig."),
    Odd("easy-ham-2/00959", None, "windows-1252", "européenne,"),
    Odd("easy-ham-2/01085", "windows-1252", "windows-1252", "•"),
    Odd("easy-ham-2/01317", None, "windows-1252", "João"),
]

FURTHER = [
    Odd("hard-ham-1/00039", "iso-2022-jp", "iso-2022-jp", "いつもお世話になっております。"),
    Odd("spam-1/00035", "ks_c_5601-1987", "ks_c_5601-1987", "요즘"),
    Odd("spam-1/00088", "iso-8859-9", "iso-8859-9", "KENDİNİZİ"),
    Odd("spam-1/00252", "big5", "big5", "烏鴉與兔子"),
    Odd("spam-1/00319", "unknown-8bit", "windows-1252", "grinding…you"),
    Odd("spam-1/00325", "iso-2022-jp", "iso-2022-jp", "突然のメール失礼いたします。"),
    Odd("spam-1/00397", "gb2312", "gb2312", "您好："),
    Odd("spam-1/00500", "gb2312", "gb18030", "電子郵件"),
    Odd("spam-2/00588", "euc-kr", "euc-kr", "이멜리스트"),
    Odd("spam-2/00777", "utf-8", "utf-8", "Tất"),
    Odd("spam-2/00824", "gb2312_charset", "gb18030", "最佳群发质量"),
    Odd("spam-2/01003", "windows-1254", "windows-1254", "gönderilmistir."),
    Odd("spam-2/01072", "ks_c_5601-1987", "latin-1", "½Å¼±ÇÑ"),
]

# Bodies that the desk has to refuse, with the reason.
REFUSED = {"easy-ham-2/01380": "too_long", "spam-1/00481": "too_long", "spam-2/01306": "blank"}


def names() -> list[str]:
    """All mails of these lists."""
    return [odd.name for odd in EASY_HAM + FURTHER] + list(REFUSED)
