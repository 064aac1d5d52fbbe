"""What a column of a foreign sheet can hold, and the words by which its heading tells.

A field is `kind.name`: `talk.title`, `room.seats`. Its patterns are searched in the normal text of a
heading; the weight tells how sure a pattern is, from 1 (a word that says little by itself) to 4.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["blocks", "rooms", "speakers", "subforums", "talks"]
KINDS: tuple[Kind, ...] = ("blocks", "rooms", "speakers", "subforums", "talks")
Reads = Literal["text", "names", "count", "minutes", "moment", "day", "hours", "phrase", "zone", "attends", "list", "number"]

NOTHING = "nothing"
"""The field of a column that is not read."""


@dataclass(frozen=True)
class Field:
    """A field, the way its cells are read, the kinds of sheets that can have it, and the words of its heading.

    `many`: whether several columns of a sheet may hold it. `own`: patterns that count only in a sheet
    whose rows are of the field's own kind, as 'name' does.
    """

    id: str
    reads: Reads
    within: tuple[Kind, ...]
    words: Mapping[str, int]
    own: Mapping[str, int]
    many: bool = False
    about: str = ""

    @property
    def kind(self) -> str:
        """'talk' of 'talk.title'."""
        return self.id.split(".")[0]

    @cached_property
    def patterns(self) -> tuple[tuple[re.Pattern[str], int, bool], ...]:
        """The patterns with their weights, and whether they count only in sheets of the field's own kind."""
        return tuple(
            (re.compile(words), weight, own) for table, own in ((self.words, False), (self.own, True)) for words, weight in table.items()
        )


PEOPLE: tuple[Kind, ...] = ("speakers", "talks")
TALKS: tuple[Kind, ...] = ("talks", "speakers")
FORUMS: tuple[Kind, ...] = ("subforums", "talks", "speakers")


def _field(
    id: str,
    reads: Reads,
    within: tuple[Kind, ...],
    about: str,
    words: Mapping[str, int],
    own: Mapping[str, int] | None = None,
    many: bool = False,
) -> Field:
    return Field(id, reads, within, words, own or {}, many, about)


_EN, _ZH = r"\ben\b|english|英文|英语", r"\bzh\b|\bcn\b|chinese|中文|汉语"
LANGUAGES = {"en": re.compile(_EN), "zh": re.compile(_ZH)}
"""Words of a heading that tell the language of a title, where several columns have it."""

_NOT = r"\bnot\b|n't\b|\bunable\b|\bunavailab|\bimpossible\b|\bavoid\b|\bconflicts?\b|不能|不便|不可|无法|冲突|没空"

FIELDS: tuple[Field, ...] = (
    _field("room.title", "text", ("rooms",), "the room's name",
        {r"\bvenue\b": 2, r"\b(?:room|hall|space|theat(?:re|er)|auditorium)(?: ?name| no\.?| number)?\b": 3, r"会场|会议室|场地|厅名|房间|展厅": 3},
        {r"\bnames?\b|\blabel\b": 2, r"名称|名字|^名$": 2}),
    _field("room.building", "text", ("rooms",), "the building it is in",
        {r"\bbuilding\b|\bbldg\b|\bwing\b|\bsite\b|\bblock\b": 3, r"\blocation\b|\bwhere\b|\bvenue\b|\baddress\b": 2, r"楼|建筑|馆|位置|地点|场馆": 2}),
    _field("room.seats", "count", ("rooms",), "its seats",
        {r"\bcapacity\b|\bcap\b\.?|\bseats?\b|\bseating\b|\bpax\b|\bchairs\b": 4, r"\bhow many (?:people|persons|fit)|\bsize\b|\bholds\b|\bmax\b": 2,
         r"座|可容纳|容量|容纳|人数|规模": 3}),
    _field("room.features", "list", ("rooms",), "what is in it", {
        r"\bfeatures?\b|\bequipment\b|\bequipped\b|\bfacilit|\bamenit|\binstalled\b|\btech\b|\ba/?v\b|\bwhat'?s in\b": 3, r"设备|设施|配置|功能": 3}, many=True),
    _field("room.closed", "phrase", ("rooms",), "when nothing can be in it", {
        r"\bclos(?:ed|ures?)\b|\bblocked\b|\boccupied\b|\bbooked\b|\bout of (?:use|service)\b|" + _NOT: 4, r"关闭|占用|不开放|停用|维护": 4}),
    _field("room.available", "phrase", ("rooms",), "when it can be used", {
        r"\bavailab|\bopen(?:ing)?\b|\bwhen\b|\busable\b|\bhours\b": 3, r"可用|开放|时间": 2}),
    _field("room.remarks", "phrase", ("rooms",), "remarks, read for times", {
        r"\bremarks?\b|\bnotes?\b|\bcomments?\b": 2, r"备注|说明": 2}),

    _field("block.title", "text", ("blocks",), "the name of a stretch of the programme",
        {r"\bblock\b|\bslot\b|\bsession\b|\bpart\b": 3, r"时段|单元|环节": 3}, {r"\bnames?\b|\btitle\b": 2, r"名称": 2}),
    _field("block.day", "day", ("blocks",), "its date", {r"\bdate\b|\bday\b": 3, r"日期|日子": 3}),
    _field("block.start", "moment", ("blocks",), "its start", {r"\bstarts?\b|\bbegins?\b|\bfrom\b|\bstarting\b": 3, r"开始|起": 3}),
    _field("block.end", "moment", ("blocks",), "its end", {r"\bends?\b|\bto\b|\buntil\b|\bfinish|\btill\b": 3, r"结束|止": 3}),
    _field("block.hours", "hours", ("blocks",), "its hours, from when to when", {r"\btimes?\b|\bhours?\b": 2, r"时间": 2}),

    _field("speaker.name", "text", ("speakers", "talks"), "a person's name",
        {r"\b(?:full|your|speaker'?s?|presenter'?s?|author'?s?|guest'?s?|first and last|applicant'?s?|submitter'?s?|contact)(?: full)? names?\b": 4,
         r"\bspeaker\b|\bpresenter\b|\bsubmitter\b|\bapplicant\b|\bwho are you\b|\bperson\b|\bguest\b": 3,
         r"^(?!.*\b(?:session|talk|paper|forum|room|track|event|company|organi[sz]ation|file|user|nick|team|topic)\b).*\bnames?\b": 2, r"姓名|嘉宾(?!名单)|讲者|演讲人|发言人|报告人|主讲人|申请人|讲师": 3},
        {r"^(?!.*\b(?:session|talk|paper|forum|room|track|event|company|organi[sz]ation|file|user|nick|team|topic)\b).*\bnames?\b": 3, r"名字": 3}),
    _field("speaker.given", "text", PEOPLE, "the given name, where the family name has a column of its own",
        {r"\b(?:first|given|fore) ?names?\b|\bnames? (?:first|given)\b|^(?:first|given)$": 4, r"^名$|名字?\(?(?:given|first)": 4}),
    _field("speaker.family", "text", PEOPLE, "the family name",
        {r"\b(?:last|family|sur) ?names?\b|\bnames? (?:last|family)\b|^(?:last|family)$": 4, r"^姓$|姓氏": 4}),
    _field("speaker.also", "text", PEOPLE, "the name in another script",
        {r"\b(?:name in (?:english|chinese|pinyin|latin)|(?:english|chinese|latin|other|native) name|pinyin|badge name|romani[sz]ed)": 4,
         r"英文名|拼音|中文名|外文名": 4}),
    _field("speaker.email", "text", PEOPLE, "the e-mail address", {r"\be-?mails?\b|\bmail\b": 4, r"邮箱|邮件|电邮": 4}),
    _field("speaker.country", "text", PEOPLE, "the country", {r"\bcountry\b|\bnation(?:ality)?\b|\bregion\b": 3, r"国家|国籍|地区": 3}),
    _field("speaker.timezone", "zone", PEOPLE, "the time zone, or the city, in which the person is at the time",
        {r"\btime ?zones?\b|\btz\b|\butc\b|\bgmt\b": 4, r"\bcity\b|\blocation\b|\bbased\b|\bwhere (?:are|will|do) you\b|\bjoin(?:ing)? from\b": 3,
         r"时区": 4, r"城市|所在地|所在": 3}),
    _field("speaker.attends", "attends", PEOPLE, "whether on site, online or recorded",
        {r"\battend(?:ance|ing|s)?\b|\bparticipat|\bpresence\b|\btake part\b|\bin person\b|\bon-?site\b|\bonline\b|\bremote|\bhybrid\b|\battending\b": 3,
         r"\bhow\b.*\b(?:come|attend|join|participate|take part)\b|\bcomes? how\b": 4, r"\b(?:mode|format|modality)\b|\bcoming\b|\bvirtual": 2, r"参会方式|参与方式|出席|线上|线下|参会形式|形式|方式": 3}),
    _field("speaker.available", "phrase", PEOPLE, "when the person can attend",
        {r"\bavailab": 6, r"\bwhen can you\b|\bpossible (?:times?|days?|dates?)\b|\bdays? (?:you|of) (?:can|attend)|\battending days\b|\bconstraints?\b": 4,
         r"可参会|有空|可用时间|参会时间|可出席|时间安排|时间要求|时间及|方便": 4},
        {r"\bdates?\b|\bwhen\b|\btimes?\b|\bdays?\b|\bschedul": 2, r"时间|日期": 2}),
    _field("speaker.unavailable", "phrase", PEOPLE, "when the person cannot attend",
        {rf"(?:when|times?|dates?|days?|availab).*(?:{_NOT})|(?:{_NOT}).*(?:when|times?|dates?|days?|availab|attend)": 5,
         r"\bunavailab|\bblackout|\bbusy\b|\baway\b|\bconflicts?\b|\bclash": 4, r"不能参会|不便|不可参会|冲突|没空": 5}),
    _field("speaker.arrives", "phrase", PEOPLE, "when the person arrives", {r"\bavail\w* from\b": 8, r"\barriv|\blanding\b|\bcheck-?in\b": 4, r"抵达|到达|到会": 4}),
    _field("speaker.leaves", "phrase", PEOPLE, "when the person leaves", {r"\bavail\w* (?:until|till|to)\b": 8, r"\bleav|\bdepart|\bcheck-?out\b": 4, r"离开|离会|返程": 4}),
    _field("speaker.max_talks", "count", ("speakers",), "the most appearances", {
        r"\bmax(?:imum)?\b.*(?:talks?|appearances?|sessions?)|\bhow many (?:talks|sessions)|\bat most\b": 4, r"最多.*(?:场|次)": 4}),
    _field("speaker.languages", "list", ("speakers", "talks"), "languages spoken", {r"\blanguages?\b|\bspeaks\b": 3, r"语言|语种": 3}),
    _field("speaker.join_url", "text", PEOPLE, "the link by which the person takes part", {r"\b(?:join|zoom|meeting|teams|video) ?(?:link|url)\b": 4, r"会议链接": 4}),
    _field("speaker.organisation", "text", PEOPLE, "whom the person is from, by which two of one name are told apart", {
        r"\baffiliation\b|\borgani[sz]ation\b|\bcompany\b|\binstitut|\buniversity\b|\bemployer\b": 5, r"单位|公司|机构|学校": 5}),
    _field("speaker.role", "text", ("speakers",), "moderator or speaker", {r"\broles?\b|\bfunction at\b": 3, r"角色|身份": 3}),
    _field("speaker.remarks", "phrase", PEOPLE, "remarks, read for times at which the person can attend",
        {r"\bremarks?\b|\bnotes?\b|\bcomments?\b|\banything else\b|\bspecial (?:requests?|requirements?|needs?)\b|\bwishes\b|\brequests?\b|\bobservations?\b": 2,
         r"备注|说明|其他|其它|要求": 2}, many=True),

    _field("talk.title", "text", TALKS, "the talk's title",
        {r"\b(?:talk|presentation|paper|speech|submission|contribution|lecture|keynote|proposal|proposed)(?: title|'s title| topic)?\b": 3,
         r"\btitle of (?:the|your) (?:talk|presentation|paper|speech|session|submission)": 4, r"\b(?:session|panel) (?:title|name)\b": 3, r"\btopic\b": 2,
         r"题目|演讲主题|发言主题|演讲标题|报告题目|议题|演讲题": 4},
        {r"\btitle\b": 3, r"标题|主题|名称": 2, r"\bsession\b": 1}),
    _field("talk.minutes", "minutes", TALKS, "how long it is",
        {r"\blength\b|\bduration\b|\bminutes?\b|\bmins?\b|\bhow long\b|\btime (?:needed|required|slot)\b": 4, r"\b(?:session |talk )?(?:format|type)\b": 3, r"时长|分钟|用时|时间长度": 4, r"\btime\b": 1}),
    _field("talk.speakers", "names", TALKS, "the people who speak, several in a cell",
        {r"\b(?:co-?)?(?:speaker|presenter|author|panel?list)s? ?(?:no\.? ?)?[2-9]\b(?!.*(?:mail|organi|affil|bio|title|phone|country))": 6, r"\bco-?(?:speakers?|presenters?|authors?)\b|\bother (?:speakers?|presenters?|authors?)\b|\bspeakers\b|\bpresenters\b|\bpanel?lists?\b|\badditional (?:speakers?|people)\b|\bauthors\b": 4,
         r"\bwho (?:else|speaks|presents)\b|\bwith whom\b|\btogether with\b": 3, r"合作|共同|其他(?:讲者|嘉宾|发言)|联合|同讲": 4,
         r"演讲嘉宾|发言嘉宾|讲者|嘉宾": 3}, many=True),
    _field("talk.moderator", "names", TALKS, "who moderates it", {r"\bmoderat|\bchair(?:ed|person|man|woman)?\b": 3, r"主持": 3}),
    _field("talk.position", "number", TALKS, "its place in its subforum: first, last or a number", {r"\b(?:order|position|sequence|place)\b": 2, r"顺序|次序|序位": 2}),
    _field("talk.status", "text", TALKS, "whether it was accepted", {r"\bstatus\b|\bdecision\b|\bstate\b": 4, r"状态|结果": 4}),
    _field("talk.wish", "phrase", TALKS, "when it is wished to be", {
        r"\bdates?\b|\bdays?\b|\bscheduled\b|时间|日期": 1, r"\bprefer(?:red|ence)?.*(?:time|slot|day|date)|\b(?:time|slot|day|date)s?.*prefer|\bdesired (?:time|slot|day)": 5, r"希望.*时间|意向时间|期望时间": 5}),

    _field("subforum.title", "text", FORUMS, "the subforum (session, forum, panel)",
        {r"\b(?:sub-?)?forums?\b|\bsymposium\b|\bworkshop\b|\bminisymposium\b|\bevent\b": 4, r"\bsession\b(?! (?:title|name|format|type|code|id|length|duration|chair))|\bpanel\b(?! (?:title|name))|\bwhich session\b": 3, r"\bsession title\b": 2,
         r"论坛|分会|专场|会议名称|活动": 4},
        {r"\bnames?\b|\btitle\b": 3, r"名称|标题|主题": 2}),
    _field("subforum.track", "text", FORUMS, "its track or theme",
        {r"\btracks?\b|\bthemes?\b|\bstreams?\b|\bcategor(?:y|ies)\b|\bstrand\b": 4, r"\barea\b|\bsubject\b|\btopic area\b|\bfield\b": 2,
         r"板块|主题|领域|方向|类别|专题|赛道": 3}),
    _field("subforum.minutes", "minutes", ("subforums",), "how long it is, where it has no talks of its own",
        {r"\blength\b|\bduration\b|\bminutes?\b|\bhow long\b": 4, r"时长|分钟": 4}),
    _field("subforum.audience", "count", FORUMS, "people expected on site",
        {r"\baudience\b|\bexpected\b|\b(?:capacity|seats?) (?:needed|required|wanted)\b|\battendees\b|\bparticipants\b|\bhow many (?:people|attend|guests)|\bheadcount\b|\bcrowd\b|\bguests expected\b": 4,
         r"人数|规模|预计|听众|观众": 3}),
    _field("subforum.online", "count", ("subforums",), "people expected online",
        {r"\b(?:online|remote|virtual) (?:audience|attendees|participants|viewers|guests)": 5, r"线上(?:人数|观众|听众)": 5}),
    _field("subforum.hosts", "names", ("subforums",), "who invites to it", {r"\bhosts?\b|\borgani[sz]ers?\b|\bconvenors?\b|\bcoordinators?\b|\bcontact\b|\bresponsible\b": 3,
        r"主办|承办|负责人|召集人|联系人": 3}),
    _field("subforum.speakers", "names", ("subforums",), "the people who appear in it", {
        r"\bspeakers?\b|\bpresenters?\b|\bpanel?lists?\b|\bguests\b": 3, r"嘉宾|讲者|演讲人": 3}, many=True),
    _field("subforum.moderator", "names", ("subforums",), "who moderates it", {r"\bmoderat|\bchairs?\b|\bchair(?:person|man|woman)\b": 3, r"主持": 3}),
    _field("subforum.needs", "list", FORUMS, "what its room must have", {
        r"(?:会议室|会场|场地|room|hall|venue).*(?:要求|需求|requirement|needs)": 6, r"\bneeds?\b|\brequire(?:s|d|ments?)?\b|\bequipment\b|\btechnical\b|\bfacilit|\ba/?v\b": 2, r"需要|需求|设备|设施": 2}, many=True),
    _field("subforum.languages", "list", ("subforums",), "its languages", {r"\blanguages?\b": 3, r"语言|语种": 3}),
    _field("subforum.wish", "phrase", ("subforums",), "when it is wished to be", {
        r"\bprefer(?:red|ence)?|\bdesired\b|\bwish(?:ed)?\b|\bavailab|\bwhen\b|\btimes?\b|\bdates?\b|\bdays?\b": 3, r"希望|意向|期望|时间|日期": 3}),
    _field("subforum.remarks", "phrase", ("subforums",), "remarks, read for times at which it is wished to be", {
        r"\bremarks?\b|\bnotes?\b|\bcomments?\b|\bspecial\b": 2, r"备注|说明|其他": 2}, many=True),
    _field("subforum.room", "text", ("subforums",), "the room that is wished for it", {
        r"\broom\b|\bhall\b|\bvenue\b": 3, r"会场|会议室|场地|厅": 3}),
    _field("subforum.sittings", "count", ("subforums",), "how many sittings it has", {r"\b(?:number of )?(?:sittings|sessions|parts)\b": 3, r"场次|场数": 3}),
    _field("subforum.priority", "count", ("subforums",), "how painful it would be to leave it out, per minute", {r"\bpriority\b|\bimportance\b": 3, r"优先": 3}),
    _field("subforum.topics", "list", ("subforums", "talks"), "its topics", {r"\btopics\b|\bkeywords?\b|\btags?\b": 3, r"关键词|话题|标签": 3}),
)  # fmt: skip
"""Every field; where two fit a heading equally well, the earlier one is proposed."""

BY_ID = {field.id: field for field in FIELDS}
FEATURE, NEED = "room.feature", "subforum.need"
FLAGS = (FEATURE, NEED)
"""Fields of columns of yes and no: the feature follows in parentheses, 'room.feature (interpretation)'."""

IGNORED: Mapping[str, int] = {
    r"\babstract\b|\bbio(?:graphy|s)?\b|\bsummary\b|\bdescription\b|\bcv\b|\bprofile\b|\bphoto|\bheadshot\b": 5,
    r"\bphone\b|\bmobile\b|\btel\b|\bwechat\b|\bwhatsapp\b|\bfax\b|\bpassport\b|\bvisa\b|\bid number\b|\bbirth|\bgender\b|\bsex\b|\bage\b": 5,
    r"\bdiet|\bmeals?\b|\bfood\b|\ballerg|\bt-?shirt|\bhotel\b|\bflight\b|\btravel (?:grant|support)|\baccommodation\b|\bbadge\b(?! name)": 5,
    r"\btimestamp\b|\bsubmitted\b|\bsubmission (?:date|time|id)\b|\bcreated\b|\bip address\b|\bstart time of answer|\bresponse id\b": 5,
    r"\bposition held\b|\bjob\b|\bdepartment\b": 5,
    r"\bconsent\b|\bagree|\bgdpr\b|\bterms\b|\bprivacy\b|\bsignature\b|\bhonorarium\b|\bcontract\b|\binvoice\b": 5,
    r"\bsalutation\b|\bhonorific\b|\bjob title\b|\bprefix\b|^title$|\bacademic title\b|\bdegree\b": 2,
    r"\bfirst[- ]time\b|\bhow did you hear\b|\brating\b|\bscore\b|\breview|\bpaid\b|\bfee\b|\bprice\b|\brent\b|\bcost\b": 4,
    r"摘要|简介|简历|照片|电话|手机|微信|传真|护照|签证|身份证|性别|年龄|出生": 5,
    r"饮食|忌口|用餐|餐|过敏|衣服|尺码|酒店|住宿|航班|车次": 5,
    r"提交时间|答题时间|提交答卷|来源|来自ip|所用时间|填写时间|序号|编号": 5,
    r"职务|职称|部门|头衔|称谓|同意|签名|费用|租金|价格|评分": 5,
    r"\bfloor\b|\blevel\b|楼层|^层$|\b(?:room|seating) (?:type|layout|set-?up)\b|\blayout\b": 5,
    r"^(?:no\.?|nr\.?|#|id|index|s/n|row)$": 4,
}  # fmt: skip
"""Words of headings of columns that no agenda needs."""

SHEETS: Mapping[Kind, str] = {
    "blocks": r"\bblocks?\b|\btime ?slots?\b|\bslots?\b|\btimetable\b|\btime ?table\b|时段|日程|时间表",
    "rooms": r"\brooms?\b|\bvenues?\b|\bhalls?\b|\bspaces\b|会场|会议室|场地|房间",
    "talks": r"\btalks?\b|\bsubmissions?\b|\bpapers?\b|\babstracts?\b|\bproposals?\b|\bresponses?\b|\bform\b|\banswers?\b|\bpresentations?\b|\bcall for"
    r"|演讲|投稿|报名|问卷|议题|征集|答卷|报告|表单",
    "speakers": r"\bspeakers?\b|\bguests?\b|\bpeople\b|\bpersons?\b|\bpresenters\b|\bvips?\b|嘉宾|讲者|专家|人员|名单",
    "subforums": r"\b(?:sub-?)?forums?\b|\bsessions?\b|\bpanels?\b|\bworkshops?\b|\bsymposia\b|论坛|分会|专场",
}
"""Words of names of sheets and files that tell what its rows are."""
