"""Rules that a circular states about its lists of names: who of a list leads, what the others do, and from where on."""

from __future__ import annotations

import re

# 列第一位者为牵头单位，下同 / 排在第一位的部门为牵头部门 / 排名第一的单位牵头 / 首位为牵头单位
FIRST_LEADS = re.compile(
    r"(?:(?:排|列|位)?(?:名|序|列)?(?:在|于)?(?:第[一1](?:位|名|个)?|首位|最前面?|最前)|首个)[^，；。：]{0,12}?(?:为|是|作为|即为|系)?(?:总)?(?:牵头|主办|主责)"
)
# What such a rule says of the others: 其他部门按职责分工负责, 其余为配合单位.
OTHERS_NAMED = re.compile("其(?:他|余|它)(?=[^，；。]{0,14}(?:负责|配合|协办|参与|协同|责任))")
OTHERS_SUPPORT = re.compile("其(?:他|余|它)[^，；。]{0,14}(?:配合|协办|参与|协同|支持)")
FROM_HERE_ON = re.compile("下同|以下(?:均|同|皆|类推)|以下同此|后同")
