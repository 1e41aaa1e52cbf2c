"""What is said about faults in the form of a rule file: each fault with its cure, in both languages."""

from __future__ import annotations

from analyzer.language import Text

LIST = (
    Text("列表", "a list"),
    Text("写成 [值, 值]，或每行以 - 开头", "write [value, value], or lines that start with -"),
)
KEYS = (Text("键和值", "keys and values"), Text("写成 {键: 值}，或每行一个“键: 值”", "write {key: value}"))
KINDS = {
    "string": (Text("文字", "text"), Text("给它加引号", "put it in quotes")),
    "int": (Text("整数", "a whole number"), Text("只写数字，不加引号", "digits only, without quotes")),
    "float": (Text("数", "a number"), Text("只写数字，不加引号", "digits only, without quotes")),
    "bool": (Text(" true 或 false", "true or false"), Text("只写 true 或 false", "write true or false")),
    "list": LIST,
    "tuple": LIST,
    "dict": KEYS,
    "wording": (
        Text("词语，或 {words: …} 这样的键和值", "words, or keys such as {words: …}"),
        Text("数字和特殊写法加引号", "put numbers and special forms in quotes"),
    ),
    "model": KEYS,
    "model_attributes": KEYS,
}

_RANGE = Text("改成范围内的数", "use a number within bounds")
BOUNDS = {
    "greater_than_equal": (Text("不能小于 {ge}", "must be at least {ge}"), _RANGE),
    "less_than_equal": (Text("不能大于 {le}", "must be at most {le}"), _RANGE),
    "too_short": (
        Text("至少要有 {min_length} 项", "needs at least {min_length} items"),
        Text("补上", "add some"),
    ),
    "string_too_short": (Text("不能为空", "must not be empty"), Text("写上内容", "write something")),
    "string_too_long": (
        Text("最多 {max_length} 个字", "must be at most {max_length} characters"),
        Text("写短一些", "make it shorter"),
    ),
}

ID_FORM = Text(
    "只用小写字母、数字和连字符，各级用点连接，如 qisheng.apology",
    "lower-case letters, digits and hyphens, levels joined by dots, such as qisheng.apology",
)
FORMS = {
    "id": ID_FORM,
    "version": Text("写成 0.1 这样的两段数字，加引号", "two numbers such as 0.1, in quotes"),
}

_WORDS = Text("写上 any_of，列出说法", "add any_of with the wordings")
# For each fault of things that do not fit together: the key it is shown at, what is wrong, what to do.
RULES = {
    "needs_any_of": ("claim", Text("这种规则要有 any_of（说什么算）", "such a rule needs any_of"), _WORDS),
    "all_of_alone": (
        "all_of",
        Text(
            "all_of 只用于 required，且不与 any_of、unless 同用",
            "all_of is for required rules, without any_of or unless",
        ),
        Text("把例外写进各个要素，或改用 any_of", "put exceptions into the elements, or use any_of"),
    ),
    "needs_severity": (
        "claim",
        Text("禁用的说法要有 severity", "a forbidden phrase needs a severity"),
        Text("加一行 severity: minor、major 或 critical", "add severity: minor, major or critical"),
    ),
    "meaning_alone": (
        "meaning",
        Text(
            "meaning 只用于 forbidden 规则，不写 any_of",
            "meaning is for forbidden rules without any_of",
        ),
        Text("写 claim: forbidden，删掉 any_of", "write claim: forbidden and delete any_of"),
    ),
    "brush_off_alone": (
        "brush_off",
        Text("brush_off 只用于 forbidden 规则", "brush_off is for forbidden rules"),
        Text("删掉它，或改 claim", "delete it, or change the claim"),
    ),
    "severity_alone": (
        "severity",
        Text("severity 只用于 forbidden 规则", "severity is for forbidden rules"),
        Text("删掉它，或改 claim", "delete it, or change the claim"),
    ),
    "needs_measure": (
        "claim",
        Text("measured 规则要有 measure", "a measured rule needs measure"),
        Text("加 measure: {name: 名称, at_most: 上限}", "add measure: {name: …, at_most: …}"),
    ),
    "measure_alone": (
        "measure",
        Text("measure 只用于 measured 规则", "measure is for measured rules"),
        Text("删掉 measure，或把 claim 改成 measured", "delete measure, or make the claim measured"),
    ),
    "measured_silent": (
        "any_of",
        Text("measured 规则看测量值，不看说法", "a measured rule looks at numbers, not at words"),
        Text("删掉 any_of、all_of、unless", "delete any_of, all_of and unless"),
    ),
    "measure_bounds": (
        "",
        Text(
            "measure 要有 at_most 或 at_least，下限不高于上限", "measure needs at_most or at_least, in order"
        ),
        Text("写上界限", "give the bounds"),
    ),
    "answered_trigger": (
        "claim",
        Text("answered 规则要有 when.trigger（客户问了什么）", "an answered rule needs when.trigger"),
        Text("加 when: {scope: after, trigger: [情形]}", "add when: {scope: after, trigger: [situation]}"),
    ),
    "needs_trigger": (
        "scope",
        Text("after / around / before 要有 trigger（什么情形之后）", "this scope needs a trigger"),
        Text("加 trigger: [情形]", "add trigger: [situation]"),
    ),
    "no_trigger": (
        "trigger",
        Text(
            "trigger 和 nth 只用于 after / around / before", "trigger and nth go with after, around, before"
        ),
        Text("把 scope 改成 after，或把情形写到 applies", "make the scope after, or use applies"),
    ),
    "too_many_wanted": (
        "at_least",
        Text(
            "at_least 比 all_of 的要素还多，永远不会通过", "at_least asks for more elements than all_of has"
        ),
        Text("at_least 不要大于要素个数", "at_least is no more than the number of elements"),
    ),
    "bounds_order": (
        "floor",
        Text("floor 要小于 cap，start 在两者之间", "floor must be below cap, start between the two"),
        Text("改这三个数", "change these three numbers"),
    ),
    "unless_alone": (
        "unless",
        Text("unless 和 border 只与 any_of 同用", "unless and border go with any_of only"),
        Text("删掉它，或写到被引用的情形里", "delete it, or move it to the situation referred to"),
    ),
    "model_alone": (
        "meaning",
        Text("meaning 只与 any_of 或 detect 同用", "meaning goes with any_of or detect only"),
        Text("删掉它，或写到被引用的情形里", "delete it, or move it to the situation referred to"),
    ),
    "settings_alone": (
        "settings",
        Text("settings 只与 detect 同用", "settings go with detect only"),
        Text("删掉 settings", "delete settings"),
    ),
}
