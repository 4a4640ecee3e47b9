"""The slips that tests draw: what a hall prints on an ordinary day, and what a plan's author may think of."""

from datetime import datetime
from zoneinfo import ZoneInfo

from printer.slip import Slip

AT = datetime(2026, 11, 5, 9, 42, tzinfo=ZoneInfo("Asia/Shanghai"))
URL = "https://hall.example.org/t/7Kq2mXv9RtYbL3"

SIMPLIFIED = Slip(
    language="zh-Hans",
    hall="清河镇便民服务大厅",
    number="A012",
    issued_at=AT,
    service="惠农补贴",
    ahead=5,
    estimate=(10, 20),
    papers=["身份证", "一卡通", "农机发票"],
)
TRADITIONAL = Slip(
    language="zh-Hant",
    hall="清河鎮便民服務大廳",
    number="B107",
    issued_at=AT,
    service="社會事務",
    class_name="60歲以上長者",
    ahead=12,
    estimate=(25, 45),
    papers=["身分證", "戶口名簿", "收入申報"],
    url=URL,
)
ENGLISH = Slip(
    language="en",
    hall="Qinghe Township Service Hall",
    number="D003",
    issued_at=AT,
    service="Farm advice",
    ahead=0,
    estimate=(1, 6),
    papers=["none; bring a sick plant if you can"],
    url=URL,
)
PRIVATE_COPY = Slip(
    language="zh-Hans",
    hall="清河镇便民服务大厅",
    number="E021",
    issued_at=AT,
    class_name="退役军人",
    ahead=3,
    note="接待室在二楼东侧，请乘电梯。",
    copy=True,
)
LONG = Slip(
    language="zh-Hans",
    hall="新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县便民服务中心",
    number="AB01234",
    issued_at=AT,
    service="农业支持保护补贴、农机购置补贴与惠民惠农财政补贴资金“一卡通”发放",
    class_name="六十周岁以上老年人、残疾人、孕妇、抱婴者、退役军人和其他依法优先者",
    ahead=1128,
    estimate=(105, 1180),
    papers=[
        "双方居民身份证原件及复印件（正反面，一式两份）",
        "户口簿",
        "农村土地承包经营权证、家庭承包合同或村委会开具的种植面积证明",
    ],
    note="赢鑫龜" * 20,
    url=URL + "?from=slip&hall=qinghe&language=zh-Hans",
    copy=True,
)

ORDINARY = {"zh-Hans": SIMPLIFIED, "zh-Hant": TRADITIONAL, "en": ENGLISH}
ALL = {**ORDINARY, "private-copy": PRIVATE_COPY, "long": LONG}
