//! Which quantity stands in which hole of which sentence: what every output tells, and what it may not tell otherwise.

/// Holes of a phrase and the quantities they may hold; `*` is the same in all of them: a promise, an owner, a lever.
pub type Claim = (&'static str, &'static [(&'static str, &'static str)]);

/// Parts of a promise as the scoreboard, the ended period and the explanation tell them.
const ACTUAL: &str = "*.actual|previous/*.actual|group/*.actual";
const LOW: &str = "*.possible-low|previous/*.possible-low|history/*.possible-low";
const HIGH: &str = "*.possible-high|previous/*.possible-high|history/*.possible-high";
const TARGET: &str = "*.target|previous/*.target";

/// Sentences with numbers, the longer ones first; the keys are those of the catalogue.
pub const CLAIMS: &[Claim] = &[
    (
        "verdict.progress-leads",
        &[("actual", "*.actual"), ("expected", "*.expected"), ("pace", "*.pace")],
    ),
    (
        "verdict.progress-sales",
        &[("actual", "*.actual"), ("expected", "*.expected"), ("pace", "*.pace")],
    ),
    (
        "verdict.progress-money",
        &[("actual", "*.actual"), ("expected", "*.expected"), ("pace", "*.pace")],
    ),
    (
        "verdict.progress-leads-over",
        &[("actual", "*.actual"), ("expected", "*.target"), ("pace", "*.reached")],
    ),
    (
        "verdict.progress-sales-over",
        &[("actual", "*.actual"), ("expected", "*.target"), ("pace", "*.reached")],
    ),
    (
        "verdict.progress-money-over",
        &[("actual", "*.actual"), ("expected", "*.target"), ("pace", "*.reached")],
    ),
    (
        "verdict.to-go-leads",
        &[("left", "*.left"), ("days", "*.days-left"), ("needed", "*.needed-per-day")],
    ),
    (
        "verdict.to-go-sales",
        &[("left", "*.left"), ("days", "*.days-left"), ("needed", "*.needed-per-day")],
    ),
    (
        "verdict.to-go-money",
        &[("left", "*.left"), ("days", "*.days-left"), ("needed", "*.needed-per-day")],
    ),
    ("verdict.to-go-leads-last", &[("left", "*.left")]),
    ("verdict.to-go-sales-last", &[("left", "*.left")]),
    ("verdict.to-go-money-last", &[("left", "*.left")]),
    (
        "verdict.untried-older",
        &[("n", "first-attempts.overdue"), ("older", "first-attempts.older")],
    ),
    ("verdict.untried", &[("n", "first-attempts.overdue")]),
    ("verdict.worked", &[("n", "contacts-to-log.overdue")]),
    (
        "verdict.concentrated",
        &[("part", "slice/*.breaches"), ("all", "slice/*.all"), ("share", "slice/*.of-cases")],
    ),
    ("verdict.weighs", &[("effect", "factor/*.effect")]),
    ("evidence.lies", &[("low", LOW), ("high", HIGH)]),
    ("evidence.open-cases", &[("n", "*.indeterminate")]),
    (
        "verdict.forecast-leads",
        &[("mid", "*.forecast"), ("low", "*.forecast-low"), ("high", "*.forecast-high")],
    ),
    (
        "verdict.forecast-sales",
        &[("mid", "*.forecast"), ("low", "*.forecast-low"), ("high", "*.forecast-high")],
    ),
    (
        "verdict.forecast-money",
        &[("mid", "*.forecast"), ("low", "*.forecast-low"), ("high", "*.forecast-high")],
    ),
    (
        "mail.forecast-target",
        &[
            ("what", "*.forecast"),
            ("low", "*.forecast-low"),
            ("high", "*.forecast-high"),
            ("target", "*.target"),
        ],
    ),
    (
        "mail.forecast-alone",
        &[("what", "*.forecast"), ("low", "*.forecast-low"), ("high", "*.forecast-high")],
    ),
    ("mail.pace", &[("pace", "*.pace")]),
    ("mail.pace-over", &[("pace", "*.reached")]),
    ("mail.late-leads", &[("n", "first-attempts.overdue")]),
    ("mail.untried", &[("n", "first-attempts.overdue")]),
    ("mail.of-them-worked", &[("n", "contacts-to-log.overdue")]),
    ("mail.of-them-untried", &[("late", "owner/*.late"), ("n", "owner/*.firsts-late")]),
    ("mail.late-short", &[("n", "owner/*.late")]),
    ("mail.late-firsts", &[("n", "owner/*.firsts-late")]),
    ("mail.due-until", &[("n", "actions.*.today")]),
    ("mail.due-later", &[("n", "actions.*.later|owner/*.later")]),
    ("mail.undated", &[("n", "actions.*.none")]),
    ("mail.late", &[("n", "owner/*.late|actions.*.overdue")]),
    ("mail.due-today", &[("n", "owner/*.today|first-attempts.today")]),
    ("mail.open", &[("n", "owner/*.all|actions.*")]),
    ("mail.handoffs", &[("n", "actions.marketing")]),
    ("mail.more", &[("n", "*.unlisted")]),
    ("mail.more-people", &[("n", "*.unlisted")]),
    (
        "story.covered-target",
        &[
            ("agreed", "*.agreed|previous/*.agreed|history/*.agreed"),
            ("target", "*.target|previous/*.target|history/*.target"),
        ],
    ),
    ("verdict.judged-by", &[("target", TARGET), ("possible", "*.expected|previous/*.expected")]),
    ("mail.expected", &[("expected", "*.expected"), ("target", TARGET)]),
    ("mail.within-reach", &[("expected", "*.expected|previous/*.expected"), ("target", TARGET)]),
    ("mail.agreed", &[("target", "*.target|previous/*.target|history/*.target")]),
    // The scoreboard, and the periods of the history.
    ("={actual} ●", &[("actual", BOARD)]),
    ("={actual} ▲", &[("actual", BOARD)]),
    ("={actual} ■", &[("actual", BOARD)]),
    ("={actual} ○", &[("actual", BOARD)]),
    // What of the ended period was not kept, one behind the other.
    ("={actual};", &[("actual", "previous/*.actual")]),
    ("={low}–{high}", &[("low", LOW), ("high", HIGH)]),
    ("={actual} – ○", &[("actual", BOARD)]),
    ("={part} de {all} ○", FEW_SHOWN),
    ("={part} of {all} ○", FEW_SHOWN),
    ("={actual} {gap} ●", GAPPED),
    ("={actual} {gap} ▲", GAPPED),
    ("={actual} {gap} ■", GAPPED),
    ("=; {gap}", &[("gap", "*.gap|previous/*.gap")]),
    (
        "={part} ÷ {all} = {actual}",
        &[
            ("part", "group/*.numerator"),
            ("all", "group/*.denominator"),
            ("actual", "group/*.actual"),
        ],
    ),
    ("explain.within", &[("within", "*.within")]),
    ("explain.version-within", &[("within", "*.within")]),
    ("explain.version-target", &[("target", "*.target")]),
    ("apart.before-delivery+ {n}", &[("n", "cadence/apart/before_delivery")]),
    ("apart.automatic+ {n}", &[("n", "cadence/apart/automatic")]),
    ("apart.not-done+ {n}", &[("n", "cadence/apart/not_done")]),
    ("apart.tasks+ {n}", &[("n", "cadence/apart/tasks")]),
    ("apart.missed-calls+ {n}", &[("n", "cadence/apart/missed_calls")]),
    ("apart.untold-calls+ {n}", &[("n", "cadence/apart/untold_calls")]),
    ("story.ended", &[("kept", "ended.kept"), ("n", "ended.judged")]),
    // Behind a quarter, whose name takes another preposition in Portuguese.
    ("={kept} de {n} compromissos avaliados", &[("kept", "ended.kept"), ("n", "ended.judged")]),
    (
        "story.few",
        &[
            ("part", "*.kept|previous/*.numerator|*.numerator"),
            ("all", "*.cases|previous/*.denominator|*.denominator"),
        ],
    ),
    ("story.rows", &[("n", "files.rows|file/*.rows")]),
    ("story.set-aside", &[("n", "files.set-aside"), ("share", "files.set-aside-share")]),
    ("story.merged", &[("n", "files.merged")]),
    ("story.more-files", &[("n", "files.more")]),
    ("story.new-actions", &[("n", "actions.new")]),
    (
        "lever.shares",
        &[
            ("part", "slice/*.breaches"),
            ("all", "slice/*.all"),
            ("broken", "slice/*.of-breaches"),
            ("cases", "slice/*.of-cases"),
        ],
    ),
    (
        "lever.without",
        &[
            ("actual", "lever/*.actual"),
            ("without", "lever/*.without"),
            ("target", "lever/*.target"),
        ],
    ),
    ("lever.closes-part", &[("share", "lever/*.closes")]),
    ("lever.stands", &[("actual", "*.actual"), ("target", "*.target")]),
    ("lever.missing", &[("n", "lever/*.missing")]),
    ("lever.review-off-track", &[("days", "review/*.days")]),
    (
        "lever.review-ratio",
        &[("planned", "plan/leads_per_sale"), ("low", "plan/*/low"), ("high", "plan/*/high")],
    ),
    ("lever.review-ratio-open", &[("planned", "plan/leads_per_sale"), ("low", "plan/*/low")]),
    ("verdict.measured", &[("actual", ACTUAL), ("target", TARGET)]),
    ("verdict.rate-on-track", &[("target", TARGET)]),
    ("verdict.rate-at-risk", &[("target", TARGET)]),
    ("verdict.rate-off-track", &[("target", TARGET)]),
    ("verdict.rate-met", &[("target", TARGET)]),
    ("verdict.rate-missed", &[("target", TARGET)]),
    ("verdict.against", &[("target", TARGET)]),
    (
        "decision.change",
        &[
            ("before", "decision/*.before"),
            ("after", "decision/*.after"),
            ("difference", "decision/*.difference"),
        ],
    ),
    ("decision.range", &[("low", "decision/*.low"), ("high", "decision/*.high")]),
    ("decision.windows-other", &[("n", "decision/*.days")]),
    (
        "plan.cohort",
        &[("n", "plan/*/sales"), ("leads", "plan/*/leads"), ("days", "conversion/days")],
    ),
    ("plan.range", &[("low", "plan/*/low"), ("high", "plan/*/high")]),
    ("plan.range-open", &[("low", "plan/*/low")]),
    // `acordo plan`: a number before each row's words.
    ("^plan.sales", &[("n", "plan/sales")]),
    ("^plan.revenue", &[("n", "plan/revenue")]),
    ("^plan.ratio-agreed", &[("n", "plan/leads_per_sale")]),
    ("^plan.ratio-observed", &[("n", "plan/leads_per_sale")]),
    (
        "^plan.drift",
        &[("n", "plan/drift/leads_per_sale"), ("low", "plan/*/low"), ("high", "plan/*/high")],
    ),
    ("^plan.leads-needed", &[("n", "plan/leads_needed")]),
    ("^plan.to-deliver", &[("n", "plan/to_deliver")]),
    ("^plan.working-days", &[("n", "plan/working_days")]),
    ("^plan.working-hours", &[("n", "plan/working_hours")]),
    ("^plan.per-day", &[("n", "plan/per_day")]),
    ("^plan.per-hour", &[("n", "plan/per_hour")]),
    ("^plan.per-hour-rounded", &[("n", "plan/per_hour_rounded")]),
    (
        "^plan.tries-seen",
        &[
            ("n", "plan/tries_per_hour"),
            ("attempts", "plan/attempts"),
            ("share", "plan/connecting/share"),
            ("tries", "plan/connecting/tries"),
        ],
    ),
    // What is only measured, with its past.
    ("story.measured", &[("actual", "*.actual")]),
    ("story.before-whole", &[("value", "*.before")]),
    ("story.before", &[("value", "*.before")]),
    ("story.proposed", PROPOSED),
    ("story.proposed-of", PROPOSED),
    ("explain.number-measured", &[("actual", "*.actual")]),
    (
        "explain.quotient-measured",
        &[("part", "*.numerator"), ("all", "*.denominator"), ("actual", "*.actual")],
    ),
    // `acordo status`.
    ("app.status-written", &[("n", "disk.recipients")]),
    (
        "app.status-sizes",
        &[
            ("ledger", "disk.ledger"),
            ("copies", "disk.copies"),
            ("outbox", "disk.outbox"),
            ("letters", "disk.outbox-files"),
            ("reports", "disk.reports"),
            ("files", "disk.reports-files"),
        ],
    ),
    ("app.history-streak", &[("n", "streak/*")]),
    ("explain.cohort", &[("n", "*.entered")]),
    (
        "explain.quotient",
        &[
            ("part", "*.numerator"),
            ("all", "*.denominator"),
            ("actual", "*.actual"),
            ("target", "*.target"),
        ],
    ),
    ("explain.expected", &[("expected", "*.expected")]),
    ("explain.number", &[("actual", "*.actual"), ("target", "*.target")]),
    ("explain.rule-pace", &[("pace", "*.ratio")]),
    ("explain.rule-lower", &[("pace", "*.ratio")]),
    (
        "explain.rule-interval",
        &[("actual", "*.actual"), ("target", "*.target"), ("high", "*.interval-high")],
    ),
    ("explain.rule-share", &[("actual", "*.actual"), ("target", "*.target"), ("near", "*.near")]),
    ("explain.rule-over", &[("actual", "*.actual"), ("target", "*.target")]),
    ("explain.pending", &[("n", "*.pending")]),
    ("explain.early", &[("n", "*.early")]),
    ("explain.early-breached", &[("n", "*.early-breached")]),
    ("explain.indeterminate", &[("n", "*.indeterminate")]),
    ("explain.exempt-closed", &[("n", "*.exempt")]),
    ("explain.not-assessable", &[("n", "*.not-assessable")]),
    ("explain.maturing", &[("n", "*.maturing")]),
    ("explain.undecided", &[("n", "*.undecided")]),
    ("explain.provisional", &[("n", "*.provisional")]),
    ("explain.out-of-order", &[("n", "*.out-of-order")]),
    ("explain.carried-over", &[("n", "*.carried-over")]),
    ("explain.undelivered", &[("n", "*.undelivered")]),
    ("explain.deducted", &[("n", "delivery.deducted")]),
    ("explain.forecast", &[("low", "*.forecast-low"), ("high", "*.forecast-high")]),
    ("check.leads", &[("n", "leads.all"), ("own", "funnel.delivered")]),
    ("workbook.plan-sales", &[("n", "plan.sales")]),
    ("workbook.plan-leads", &[("n", "plan.leads")]),
    ("workbook.days-gone", &[("gone", "days.gone"), ("total", "days.total")]),
    ("workbook.summary-warnings", &[("n", "warnings")]),
    (
        "workbook.days-gone+ ({share})",
        &[("gone", "days.gone"), ("total", "days.total"), ("share", "days.share")],
    ),
    ("lever.part-hour", HOURS),
    ("lever.hours", HOURS),
    ("workbook.hours-outside", &[("n", "hours.outside")]),
    ("workbook.hours-cells", &[("low", "hours.least"), ("high", "hours.most")]),
    (
        "workbook.hours-best",
        &[("hour", "hour/*.from"), ("share", "hours.best"), ("made", "hours.best-made")],
    ),
    (
        "workbook.cadence-times",
        &[
            ("median", "cadence-minutes.p50|cadence-hours.p50"),
            ("p90", "cadence-minutes.p90|cadence-hours.p90"),
        ],
    ),
    (
        "workbook.cadence-times-elapsed",
        &[
            ("median", "cadence-minutes.p50|cadence-hours.p50"),
            ("p90", "cadence-minutes.p90|cadence-hours.p90"),
        ],
    ),
    ("workbook.actions-message", &[("n", "actions")]),
    ("workbook.actions-overdue", &[("n", "actions.overdue")]),
    ("workbook.actions-today", &[("n", "actions.coming-today")]),
    ("workbook.actions-later", &[("n", "actions.coming-later")]),
    ("workbook.actions-undated", &[("n", "actions.undated")]),
    ("workbook.actions-count", &[("n", "actions")]),
    ("workbook.delivery-message", &[("n", "leads-delivered.actual")]),
    ("workbook.delivery-message-net", &[("n", "leads-delivered.actual")]),
    ("workbook.delivery-message-pace", &[("share", "leads-delivered.pace")]),
    ("workbook.delivery-message-rejected", &[("n", "delivery.rejected")]),
    ("workbook.cadence-message", &[("actual", "*.actual"), ("target", "*.target")]),
    ("workbook.cadence-spoke-first", &[("n", "cadence/spoke_first")]),
    ("workbook.cadence-untimed", &[("n", "cadence/untimed")]),
    ("workbook.cadence-untold-leads", &[("n", "cadence/bands.untold")]),
    ("workbook.cadence-untold-attempts", &[("n", "hours.untold")]),
    ("workbook.cadence-untried", &[("n", "cadence/untried")]),
    (
        "workbook.conversion-message",
        &[
            ("leads", "conversion/leads"),
            ("n", "ladder.won"),
            ("days", "conversion/days"),
            ("ratio", "ladder.ratio"),
        ],
    ),
    (
        "workbook.conversion-message-few",
        &[("leads", "conversion/leads"), ("n", "ladder.won"), ("days", "conversion/days")],
    ),
    ("workbook.conversion-ladder", &[("n", "conversion/leads"), ("days", "conversion/days")]),
    ("workbook.chart-ladder-cohort", &[("n", "conversion/leads"), ("days", "conversion/days")]),
    ("workbook.conversion-ladder-part", LADDER),
    ("workbook.chart-ladder-cohort-part", LADDER),
    ("=esta escada: {own} leads por venda. o plano olha outras entregas: {other} leads", WINDOWS),
    (
        "=this ladder: {own} leads per sale. the plan looks at other deliveries: {other} leads",
        WINDOWS,
    ),
    (
        "workbook.conversion-message-no-sale",
        &[("leads", "conversion/leads"), ("days", "conversion/days")],
    ),
    (
        "workbook.conversion-message-young",
        &[("n", "conversion/maturing"), ("days", "conversion/days")],
    ),
    ("workbook.summary-more-warnings", &[("n", "warnings-*.unlisted")]),
    ("workbook.actions-old-note", &[("n", "actions.overdue-old")]),
    ("workbook.plan-ratio-observed", &[("ratio", "plan/leads_per_sale")]),
    // The statement.
    ("workbook.statement-corner", &[("number", "statement.number")]),
    ("workbook.statement-kept", &[("kept", "result.kept"), ("n", "result.judged")]),
    ("workbook.statement-undecided", &[("n", "result.undecided")]),
    ("workbook.statement-unassessed", &[("n", "result.unassessed")]),
    ("workbook.statement-reached", REACHED),
    ("workbook.statement-not-reached", REACHED),
    ("lead-verdict.met+ {n}", &[("n", "*.met")]),
    ("lead-verdict.breached+ {n}", &[("n", "*.breached")]),
    ("lead-verdict.indeterminate+ {n}", &[("n", "*.indeterminate")]),
    ("lead-verdict.exempt+ {n}", &[("n", "*.exempt")]),
    ("lead-verdict.not-assessable+ {n}", &[("n", "*.not-assessable")]),
    ("workbook.conversion-note", &[("n", "conversion/maturing"), ("days", "conversion/days")]),
    ("workbook.speed-pays", SPEED),
    ("workbook.speed-costs", SPEED),
    ("workbook.speed-chance", SPEED),
    (
        "workbook.speed-few",
        &[
            ("within", "speed.hours|speed.minutes"),
            ("fast-n", "cadence/speed/fast/leads"),
            ("slow-n", "cadence/speed/slow/leads"),
        ],
    ),
    ("workbook.speed-untimed", &[("n", "cadence/speed/untimed")]),
    ("workbook.speed-cohort", &[("days", "cadence/speed/days")]),
    (
        "workbook.plan-how-forecast",
        &[("low", "sales-won.forecast-low"), ("high", "sales-won.forecast-high")],
    ),
    ("workbook.range-forecast", &[("low", "*.forecast-low"), ("high", "*.forecast-high")]),
    ("workbook.range-interval", &[("low", "*.interval-low"), ("high", "*.interval-high")]),
    (
        "workbook.history-message",
        &[("n", "ended.kept|result.kept"), ("all", "ended.judged|result.judged")],
    ),
    ("workbook.diagnosis-below", &[("n", "diagnosis.short")]),
    ("workbook.diagnosis-above", &[("n", "diagnosis.short")]),
    ("workbook.diagnosis-weighs", &[("effect", "factor/*.effect")]),
    ("workbook.leads-message", &[("in-period", "funnel.delivered")]),
    (
        "workbook.clock-period",
        &[
            ("days", "days.total"),
            ("hours", "plan/working_hours"),
            ("gone", "days.complete"),
            ("share", "period/share"),
        ],
    ),
    ("workbook.objective-sales", &[("n", "plan.sales")]),
    ("workbook.objective-leads", &[("n", "plan.leads|plan/to_deliver")]),
    ("workbook.objective-ratio", &[("leads", "plan/leads_per_sale")]),
    ("workbook.objective-per-day", &[("n", "plan/per_day")]),
    ("workbook.objective-per-hour", &[("n", "plan/per_hour_rounded")]),
    ("workbook.plan-tries", &[("n", "plan/tries_per_hour")]),
    ("workbook.plan-today", &[("ratio", "plan/drift/leads_per_sale")]),
    ("workbook.plan-what-if-note", &[("n", "delivery.per-day")]),
    ("workbook.hours-tries", &[("n", "hours.made")]),
    ("workbook.chart-intervals", &[("target", "conversion.target")]),
];

const PROPOSED: &[(&str, &str)] = &[
    ("target", "*.proposed-target"),
    ("reached", "*.proposed-reached"),
    ("all", "*.proposed-periods"),
];

const WINDOWS: &[(&str, &str)] = &[("own", "ladder.ratio"), ("other", "plan/drift/leads_per_sale")];

const REACHED: &[(&str, &str)] =
    &[("found", "sales-won.actual|revenue-won.actual"), ("wanted", "plan.sales|plan.revenue")];

const LADDER: &[(&str, &str)] =
    &[("n", "conversion/leads"), ("all", "ladder.delivered"), ("days", "conversion/days")];

const BOARD: &str = "*.actual|previous/*.actual";

const GAPPED: &[(&str, &str)] = &[("actual", BOARD), ("gap", "*.gap|previous/*.gap")];

/// Holes of the words that say how a promise is kept, a phrase a metric.
pub const KEPT: &[(&str, &str)] =
    &[("actual", "*.actual"), ("within", "*.within"), ("attempts", "*.attempts")];

/// An hour of the day, by its name.
const HOURS: &[(&str, &str)] = &[("from", "hour/*.from"), ("to", "hour/*.to")];

const FEW_SHOWN: &[(&str, &str)] = &[
    ("part", "*.numerator|previous/*.numerator"),
    ("all", "*.denominator|previous/*.denominator"),
];

const SPEED: &[(&str, &str)] = &[
    ("fast", "cadence/speed/fast.won-rate"),
    ("fast-n", "cadence/speed/fast/leads"),
    ("slow", "cadence/speed/slow.won-rate"),
    ("slow-n", "cadence/speed/slow/leads"),
    ("difference", "cadence/speed/difference-points"),
    ("low", "cadence/speed/low-points"),
    ("high", "cadence/speed/high-points"),
];
