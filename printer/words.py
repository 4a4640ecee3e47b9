"""The words that every slip carries, as UI.md has them; the plan's own words (hall, services, papers) are handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NBSP = "\u00a0"


@dataclass(frozen=True)
class Words:
    """One language. `{…}` are filled in; a pair of texts stands before and after a figure that is set larger."""

    language: str
    ahead: str
    people: tuple[str, str]
    nobody_ahead: str
    nobody: str
    wait: str
    minutes: tuple[str, str]
    no_estimate: str
    papers: str
    note: str
    scan: str
    copy: str
    weekdays: tuple[str, str, str, str, str, str, str]
    months: tuple[str, ...]
    day: str

    def moment(self, at: datetime) -> str:
        """Date and time in the language's own way; `at` is local already. No locale of the machine has a say."""
        day = self.day.format(
            year=at.year, month=self.months[at.month - 1], day=at.day, weekday=self.weekdays[at.weekday()]
        )
        return f"{day}{NBSP}{NBSP}{at:%H:%M}"


_MONTHS_BY_NUMBER = tuple(str(month) for month in range(1, 13))

SIMPLIFIED = Words(
    language="zh-Hans",
    ahead="前面还有",
    people=("", "位"),
    nobody_ahead="前面",
    nobody="无人等候",
    wait="预计等候",
    minutes=("约", "分钟"),
    no_estimate="暂时无法估计",
    papers="所需材料",
    note="各窗口分别叫号，号码可能不连续",
    scan="扫码看前面还有几位",
    copy="补印",
    weekdays=("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    months=_MONTHS_BY_NUMBER,
    day="{year}年{month}月{day}日 {weekday}",
)

TRADITIONAL = Words(
    language="zh-Hant",
    ahead="前面還有",
    people=("", "位"),
    nobody_ahead="前面",
    nobody="無人等候",
    wait="預計等候",
    minutes=("約", "分鐘"),
    no_estimate="暫時無法估計",
    papers="應備文件",
    note="各窗口分別叫號，號碼可能不連續",
    scan="掃描看前面還有幾位",
    copy="補印",
    weekdays=("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    months=_MONTHS_BY_NUMBER,
    day="{year}年{month}月{day}日 {weekday}",
)

ENGLISH = Words(
    language="en",
    ahead="Before you",
    people=("", ""),
    nobody_ahead="Before you",
    nobody="no one",
    wait="Wait",
    minutes=("about", "min"),
    no_estimate="not known yet",
    papers="Papers needed",
    note="Windows call separately; numbers may not be in order",
    scan="Scan to see how many are before you",
    copy="Copy",
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    day="{weekday} {day} {month} {year}",
)

CATALOG = {words.language: words for words in (SIMPLIFIED, TRADITIONAL, ENGLISH)}


def words_for(language: str) -> Words:
    """The words of a BCP 47 language; of the nearest where there are none: its script, its main language, English."""
    if language in CATALOG:
        return CATALOG[language]
    parts = language.split("-")
    if parts[0] == "zh":
        traditional = {"Hant", "TW", "HK", "MO"} & set(parts[1:])
        return TRADITIONAL if traditional else SIMPLIFIED
    return ENGLISH
